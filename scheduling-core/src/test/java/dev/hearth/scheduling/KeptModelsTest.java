package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cache.Evictions;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.placement.Policies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that their workers keep are no victims, under any policy. A GPU has 100 bytes, a model takes 40. */
class KeptModelsTest {

    private static final long MILLISECOND = 1_000_000;
    private static final long ALWAYS = Long.MAX_VALUE;
    private static final GpuId GPU = new GpuId("w", 0);
    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");
    private static final ModelId VGG = new ModelId("vgg");

    static Stream<String> policies() {
        return Policies.NAMES.stream();
    }

    static Stream<Arguments> runs() {
        return Policies.NAMES.stream()
                .flatMap(policy -> Evictions.NAMES.stream()
                        .flatMap(eviction ->
                                LongStream.rangeClosed(1, 20).mapToObj(seed -> Arguments.of(policy, eviction, seed))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void theOtherModelLeavesAlthoughItIsWarmer(String policy) {
        Scheduler scheduler = scheduler(policy, "lru");
        scheduler.apply(reported(1, new Resident(BERT, 40, true, ALWAYS), new Resident(RESNET, 40, true)), 0);

        List<Command> commands = scheduler.apply(arrival("a", VGG, ALWAYS), 1);

        assertThat(dispatches(commands))
                .singleElement()
                .satisfies(dispatch -> assertThat(dispatch.evict()).containsExactly(RESNET));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void whoFindsNoRoomBesideWhatIsKeptWaitsUntilItsDeadlineAndHearsWhy(String policy) {
        Scheduler scheduler = scheduler(policy, "lru");
        scheduler.apply(
                reported(1, new Resident(BERT, 40, true, ALWAYS), new Resident(RESNET, 40, true, 900 * MILLISECOND)),
                0);

        assertThat(dispatches(scheduler.apply(arrival("a", VGG, 500 * MILLISECOND), 1)))
                .isEmpty();
        assertThat(dispatches(scheduler.apply(arrival("b", BERT, ALWAYS), 2))).hasSize(1);

        assertThat(scheduler.apply(new Event.TimeReached(), 500 * MILLISECOND))
                .contains(new Command.Fail(
                        new InvocationId("a"),
                        Command.Failure.NO_CAPACITY,
                        "until its deadline none of 1 GPUs had room for model vgg of 40 bytes: 0 have it quarantined,"
                                + " 1 keep models that are pinned or kept warm"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void whoWaitsForRoomThatIsOnlyInUseExpires(String policy) {
        Scheduler scheduler = scheduler(policy, "lru");
        scheduler.apply(reported(1, new Resident(BERT, 60, true)), 0);
        scheduler.apply(arrival("b", BERT, ALWAYS), 1);

        assertThat(dispatches(scheduler.apply(arrival("a", VGG, 500 * MILLISECOND, 60), 2)))
                .isEmpty();

        assertThat(scheduler.apply(new Event.TimeReached(), 500 * MILLISECOND))
                .contains(new Command.Expire(new InvocationId("a")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void asksToBeWokenWhenAModelIsKeptNoLongerAndTakesItsRoom(String policy) {
        Scheduler scheduler = scheduler(policy, "lru");
        List<Command> commands = new ArrayList<>(scheduler.apply(
                reported(1, new Resident(BERT, 40, true, ALWAYS), new Resident(RESNET, 40, true, 900 * MILLISECOND)),
                0));
        commands.addAll(scheduler.apply(arrival("a", VGG, ALWAYS), 1));
        assertThat(commands).containsExactly(new Command.WakeUpAt(900 * MILLISECOND));

        List<Command> woken = scheduler.apply(new Event.TimeReached(), 900 * MILLISECOND);

        assertThat(dispatches(woken))
                .singleElement()
                .satisfies(dispatch -> assertThat(dispatch.evict()).containsExactly(RESNET));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(longs = {0, 100 * MILLISECOND})
    void aReportMayEndAKeepEarlyOrTellOfOneThatIsOver(long untilNanos) {
        Scheduler scheduler = scheduler("earliest-completion", "lru");
        scheduler.apply(reported(1, new Resident(BERT, 40, true, ALWAYS), new Resident(RESNET, 40, true, ALWAYS)), 0);
        scheduler.apply(arrival("a", VGG, ALWAYS), 1);

        List<Command> commands = scheduler.apply(
                reported(2, new Resident(BERT, 40, true, ALWAYS), new Resident(RESNET, 40, true, untilNanos)),
                200 * MILLISECOND);

        assertThat(dispatches(commands))
                .singleElement()
                .satisfies(dispatch -> assertThat(dispatch.evict()).containsExactly(RESNET));
    }

    @ParameterizedTest(name = "{0}, {1}, seed {2}")
    @MethodSource("runs")
    void noKeptModelIsEverAVictim(String policy, String eviction, long seed) {
        var fleet = new KeepingFleet(new Random(seed), scheduler(policy, eviction));

        fleet.run(400);

        assertThat(fleet.victims)
                .as("victims under seed %d: the run evicts at all", seed)
                .isPositive();
        assertThat(fleet.spared)
                .as("models kept under seed %d: the run keeps at all", seed)
                .isPositive();
    }

    /** Three GPUs that keep what they loaded for some time after its last use, and report it with every answer. */
    private static final class KeepingFleet {

        private static final int GPUS = 3;
        private static final int MODELS = 9;

        private final Random random;
        private final Scheduler scheduler;
        private final List<SequencedMap<ModelId, Long>> untilByModel = new ArrayList<>();
        private final Map<InvocationId, Command.Dispatch> running = new LinkedHashMap<>();
        private final Map<GpuId, Command.Load> copying = new HashMap<>();
        private long nowNanos;
        private long sequence;
        private int victims;
        private int spared;

        KeepingFleet(Random random, Scheduler scheduler) {
            this.random = random;
            this.scheduler = scheduler;
            for (int index = 0; index < GPUS; index++) {
                untilByModel.add(new LinkedHashMap<>());
            }
            List<GpuReport> reports = new ArrayList<>();
            for (int index = 0; index < GPUS; index++) {
                reports.add(report(new GpuId("w", index)));
            }
            apply(new Event.WorkerReported("w", 1, reports));
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                nowNanos += random.nextLong(40 * MILLISECOND);
                if (running.isEmpty() || random.nextInt(3) == 0) {
                    ModelId model = new ModelId("model-" + random.nextInt(MODELS));
                    apply(arrival("i" + step, model, nowNanos + 2_000 * MILLISECOND));
                } else {
                    complete(random.nextInt(running.size()));
                }
                apply(new Event.TimeReached());
            }
        }

        private void complete(int which) {
            var dispatch = running.values().stream().skip(which).findFirst().orElseThrow();
            running.remove(dispatch.invocation().id());
            keep(dispatch.gpu(), dispatch.invocation().model());
            apply(new Event.InvocationCompleted(
                    dispatch.invocation().id(),
                    dispatch.gpu(),
                    true,
                    dispatch.kind() == Command.Kind.HIT ? 0 : 100 * MILLISECOND,
                    10 * MILLISECOND,
                    Optional.of(report(dispatch.gpu()))));
        }

        private void keep(GpuId gpu, ModelId model) {
            long untilNanos = switch (random.nextInt(3)) {
                case 0 -> nowNanos + random.nextLong(1, 500 * MILLISECOND);
                default -> Resident.NOT_KEPT;
            };
            untilByModel.get(gpu.index()).put(model, untilNanos);
        }

        private GpuReport report(GpuId gpu) {
            List<Resident> residents = untilByModel.get(gpu.index()).entrySet().stream()
                    .map(kept -> new Resident(kept.getKey(), 40, true, kept.getValue()))
                    .toList();
            List<InvocationId> working = running.values().stream()
                    .filter(dispatch -> dispatch.gpu().equals(gpu))
                    .map(dispatch -> dispatch.invocation().id())
                    .toList();
            return new GpuReport(gpu, "gpu", 1, ++sequence, 100, residents, working);
        }

        private void apply(Event event) {
            for (Command command : scheduler.apply(event, nowNanos)) {
                switch (command) {
                    case Command.Dispatch dispatch -> {
                        running.put(dispatch.invocation().id(), dispatch);
                        if (dispatch.kind() != Command.Kind.HIT) {
                            load(dispatch.gpu(), dispatch.invocation().model(), dispatch.evict());
                        }
                    }
                    case Command.Load copy -> {
                        load(copy.gpu(), copy.model(), copy.evict());
                        copying.put(copy.gpu(), copy);
                    }
                    default -> {}
                }
            }
            endCopies();
        }

        private void endCopies() {
            for (Command.Load copy : List.copyOf(copying.values())) {
                copying.remove(copy.gpu());
                apply(new Event.ModelLoaded(
                        copy.model(), copy.gpu(), 1, 100 * MILLISECOND, Optional.of(report(copy.gpu()))));
            }
        }

        private void load(GpuId gpu, ModelId model, List<ModelId> evict) {
            var here = untilByModel.get(gpu.index());
            for (ModelId victim : evict) {
                assertThat(here.remove(victim))
                        .as("%s on %s at %d is kept until", victim, gpu, nowNanos)
                        .isLessThanOrEqualTo(nowNanos);
                victims++;
            }
            spared += (int)
                    here.values().stream().filter(until -> until > nowNanos).count();
            here.put(model, Resident.NOT_KEPT);
        }
    }

    private static Scheduler scheduler(String policy, String eviction) {
        EvictionPolicy evictions = Evictions.named(eviction);
        return new Scheduler(Policies.named(policy), evictions, Settings.live());
    }

    private static Event reported(long sequence, Resident... residents) {
        return new Event.WorkerReported(
                "w", 1, List.of(new GpuReport(GPU, "gpu", 1, sequence, 100, List.of(residents), List.of())));
    }

    private static Event arrival(String id, ModelId model, long deadlineNanos) {
        return arrival(id, model, deadlineNanos, 40);
    }

    private static Event arrival(String id, ModelId model, long deadlineNanos, long bytes) {
        return new Event.InvocationArrived(new Invocation(new InvocationId(id), model, bytes, 1, deadlineNanos));
    }

    private static List<Command.Dispatch> dispatches(List<Command> commands) {
        return commands.stream()
                .filter(Command.Dispatch.class::isInstance)
                .map(Command.Dispatch.class::cast)
                .toList();
    }
}
