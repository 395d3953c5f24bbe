package dev.hearth.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.placement.Policies;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong: {@link Ledger} has the rules, {@link Weather} the faults. */
class FaultSimulationTest {

    private static final int INVOCATIONS = 200;

    static Stream<Arguments> stormySeeds() {
        return seeds(100);
    }

    static Stream<Arguments> calmSeeds() {
        return seeds(25);
    }

    private static Stream<Arguments> seeds(int count) {
        return Policies.NAMES.stream()
                .flatMap(policy -> IntStream.range(0, count).mapToObj(seed -> Arguments.of(policy, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("stormySeeds")
    void endsEveryInvocationOnceInAnyStormAndDecidesTheSameInAReplay(String policy, int seed) {
        SimulatedCluster cluster = cluster(policy, seed, Weather.STORM, Settings.live());

        cluster.run(INVOCATIONS);

        assertThat(cluster.ends().values().stream().mapToInt(count -> count).sum())
                .as("seed %d", seed)
                .isEqualTo(INVOCATIONS);
        assertThat(cluster.recording().replay(scheduler(policy, Settings.live())))
                .as("seed %d", seed)
                .isEqualTo(cluster.recording().log());
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("calmSeeds")
    void plansNothingThatAWorkerHasToRefuse(String policy, int seed) {
        SimulatedCluster cluster = cluster(policy, seed, Weather.CALM, Settings.live());

        cluster.run(INVOCATIONS);

        assertThat(cluster.ends()).as("seed %d", seed).doesNotContainKey("WORKER_LOST");
    }

    @Test
    void meetsEveryKindOfEndInTheStorms() {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = 0; seed < 20; seed++) {
            SimulatedCluster cluster = cluster("locality-aware", seed, Weather.STORM, Settings.live());
            cluster.run(INVOCATIONS);
            cluster.ends().forEach((end, count) -> ends.merge(end, count, Integer::sum));
        }

        assertThat(ends)
                .containsKeys(
                        "succeeded",
                        "failed",
                        "expired",
                        "cancelled",
                        "settled",
                        "WORKER_LOST",
                        "MODEL_LARGER_THAN_ANY_GPU");
    }

    private static SimulatedCluster cluster(String policy, int seed, Weather weather, Settings settings) {
        return new SimulatedCluster(new Random(seed), weather, scheduler(policy, settings));
    }

    private static Scheduler scheduler(String policy, Settings settings) {
        return new Scheduler(Policies.named(policy), new LruEviction(), settings);
    }
}
