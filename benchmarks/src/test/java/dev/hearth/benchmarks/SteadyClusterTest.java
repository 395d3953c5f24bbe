package dev.hearth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Command.Dispatch;
import dev.hearth.scheduling.Command.Kind;
import dev.hearth.scheduling.Snapshot;
import dev.hearth.scheduling.placement.EarliestCompletionPlacement;
import dev.hearth.scheduling.placement.Policies;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured is what it is said to be: completions that dispatch, in a state that stays as it is. */
class SteadyClusterTest {

    private static final int STEPS = 2_000;

    static Stream<String> policies() {
        return Policies.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void dispatchesUponCompletionsAndStaysFull(String policy) {
        SteadyCluster steady = new SteadyCluster(policy, new ClusterSize(40, 80, 400), 1);
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);

        int completionsThatDispatch = 0;
        for (int step = 0; step < STEPS; step++) {
            List<Command> commands = steady.complete(steady.next());
            List<Dispatch> dispatches = commands.stream()
                    .filter(Dispatch.class::isInstance)
                    .map(Dispatch.class::cast)
                    .toList();
            completionsThatDispatch += dispatches.isEmpty() ? 0 : 1;
            dispatches.forEach(dispatch -> kinds.merge(dispatch.kind(), 1, Integer::sum));
            steady.replace(commands);
        }

        // This policy prepares loads beside what runs: it decides upon their ends too.
        boolean decidesBetween = policy.equals(EarliestCompletionPlacement.NAME);
        assertThat(completionsThatDispatch)
                .as("completions that dispatch")
                .isGreaterThanOrEqualTo(decidesBetween ? STEPS / 3 : STEPS);
        Snapshot snapshot = steady.scheduler().snapshot();
        assertThat(snapshot.globalQueue() + snapshot.localQueues()).isEqualTo(400);
        // A GPU of it that holds nothing of what waits may have no more than a copy on its way.
        assertThat(snapshot.inFlight()).isGreaterThanOrEqualTo(decidesBetween ? 36 : 40);
        assertThat(snapshot.gpus().stream().mapToInt(gpu -> gpu.models().size()).sum())
                .as("models on GPUs")
                .isGreaterThan(2 * 40);
        assertThat(kinds).containsKeys(Kind.HIT, Kind.MISS, Kind.FALSE_MISS);
    }
}
