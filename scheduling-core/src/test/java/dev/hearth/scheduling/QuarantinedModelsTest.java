package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cache.Evictions;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.placement.Policies;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model is not sent to a GPU whose worker has it quarantined, under any policy. */
class QuarantinedModelsTest {

    private static final long MILLISECOND = 1_000_000;
    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId VGG = new ModelId("vgg");

    static Stream<String> policies() {
        return Policies.NAMES.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void othersAreSentThere(String policy) {
        Scheduler scheduler = scheduler(policy);
        scheduler.apply(reported(gpu(0, 1, VGG)), 0);

        assertThat(dispatches(scheduler.apply(arrival("a", VGG), 1))).isEmpty();
        assertThat(dispatches(scheduler.apply(arrival("b", BERT), 2)))
                .extracting(dispatch -> dispatch.invocation().model())
                .containsExactly(BERT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void itIsSentElsewhere(String policy) {
        Scheduler scheduler = scheduler(policy);
        scheduler.apply(reported(gpu(0, 1, VGG), gpu(1, 1)), 0);

        assertThat(dispatches(scheduler.apply(arrival("a", VGG), 1)))
                .extracting(Command.Dispatch::gpu)
                .containsExactly(new GpuId("w", 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void whoIsRefusedEverywhereHearsItAtItsDeadline(String policy) {
        Scheduler scheduler = scheduler(policy);
        scheduler.apply(reported(gpu(0, 1, VGG), gpu(1, 1, VGG)), 0);
        scheduler.apply(arrival("a", VGG), 1);

        assertThat(scheduler.apply(new Event.TimeReached(), 500 * MILLISECOND))
                .contains(new Command.Fail(
                        new InvocationId("a"),
                        Command.Failure.NO_CAPACITY,
                        "until its deadline none of 2 GPUs had room for model vgg of 40 bytes: 2 have it quarantined,"
                                + " 0 keep models that are pinned or kept warm"));
    }

    private static Scheduler scheduler(String policy) {
        return new Scheduler(Policies.named(policy), Evictions.named("lru"), Settings.live());
    }

    private static Event reported(GpuReport... gpus) {
        return new Event.WorkerReported("w", 1, List.of(gpus));
    }

    private static GpuReport gpu(int index, long sequence, ModelId... quarantined) {
        return new GpuReport(
                new GpuId("w", index), "gpu", 1, sequence, 100, List.of(), List.of(quarantined), List.of());
    }

    private static Event arrival(String id, ModelId model) {
        return new Event.InvocationArrived(new Invocation(new InvocationId(id), model, 40, 1, 500 * MILLISECOND));
    }

    private static List<Command.Dispatch> dispatches(List<Command> commands) {
        return commands.stream()
                .filter(Command.Dispatch.class::isInstance)
                .map(Command.Dispatch.class::cast)
                .toList();
    }
}
