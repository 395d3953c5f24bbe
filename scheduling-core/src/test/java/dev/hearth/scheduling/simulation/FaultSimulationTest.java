package dev.hearth.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.placement.EarliestCompletionPlacement;
import dev.hearth.scheduling.placement.PlacementPolicy;
import dev.hearth.scheduling.placement.Policies;
import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.scheduling.placement.PolicyOptions.Home;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever goes wrong: {@link Ledger} has the rules for invocations, {@link Books} those for GPUs, {@link Promises} what
 * the policies promise, and {@link Weather} the faults. All are checked after every event.
 */
class FaultSimulationTest {

    private static final int INVOCATIONS = 200;
    private static final int LONGEST_INFERENCE = 6;
    private static final long FAST = Timeline.MILLISECOND;

    /** Loads take one to thirty seconds. */
    private static final long SLOW = 100 * Timeline.MILLISECOND;

    static Stream<Arguments> stormySeeds() {
        return seeds(150);
    }

    static Stream<Arguments> foggySeeds() {
        return seeds(50);
    }

    static Stream<Arguments> calmSeeds() {
        return seeds(25);
    }

    private static Stream<Arguments> seeds(int count) {
        return Policies.NAMES.stream()
                .flatMap(policy -> IntStream.range(0, count).mapToObj(seed -> Arguments.of(policy, seed)));
    }

    static IntStream hundredSeeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("stormySeeds")
    void endsEveryInvocationOnceInAnyStormAndDecidesTheSameInAReplay(String policy, int seed) {
        SimulatedCluster cluster = run(Policies.named(policy), seed, Weather.STORM, FAST);

        assertThat(cluster.recording().replay(scheduler(Policies.named(policy))))
                .as("seed %d", seed)
                .isEqualTo(cluster.recording().log());
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("foggySeeds")
    void plansNothingThatAWorkerHasToRefuseHoweverLateTheNewsAndTheLoads(String policy, int seed) {
        SimulatedCluster cluster = run(Policies.named(policy), seed, Weather.FOG, FAST);

        assertThat(cluster.ends()).as("seed %d", seed).doesNotContainKey("WORKER_LOST");
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("calmSeeds")
    void plansNothingThatAWorkerHasToRefuse(String policy, int seed) {
        SimulatedCluster cluster = run(Policies.named(policy), seed, Weather.CALM, FAST);

        assertThat(cluster.ends()).as("seed %d", seed).doesNotContainKey("WORKER_LOST");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("hundredSeeds")
    void letsNobodyPastWhoHasWaitedTenSecondsLongerThanTheLoadsTake(int seed) {
        run(Policies.named(EarliestCompletionPlacement.NAME), seed, Weather.STORM, SLOW);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("hundredSeeds")
    void letsNobodyPastMoreOftenThanTheSkipLimit(int seed) {
        Overtakings overtakings = new Overtakings(1 + seed % 5);

        run(overtakings, seed, Weather.STORM, FAST);

        assertThat(overtakings.most()).as("seed %d", seed).isBetween(1, 1 + seed % 5);
    }

    static Stream<Arguments> featuresAndSeeds() {
        return Arrays.stream(Feature.values())
                .flatMap(feature -> IntStream.range(0, 20).mapToObj(seed -> Arguments.of(feature, seed)));
    }

    @ParameterizedTest(name = "without {0}, seed {1}")
    @MethodSource("featuresAndSeeds")
    void keepsItsWordWithoutItsFeaturesToo(Feature without, int seed) {
        PolicyOptions options = new PolicyOptions(PolicyOptions.DEFAULT_SKIP_LIMIT, Set.of(without), Home.ALONE);

        // Without overlap nothing runs during a load, on purpose.
        long heldNanosLimit = without == Feature.OVERLAP ? Long.MAX_VALUE : LONGEST_INFERENCE * FAST;
        run(new EarliestCompletionPlacement(options), seed, Weather.STORM, FAST, heldNanosLimit);
    }

    @Test
    void meetsEveryKindOfEndInTheStorms() {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = 0; seed < 20; seed++) {
            run(Policies.named("locality-aware"), seed, Weather.STORM, FAST)
                    .ends()
                    .forEach((end, count) -> ends.merge(end, count, Integer::sum));
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

    /** Runs until everyone has ended, and sees that it was everyone, once. */
    private static SimulatedCluster run(PlacementPolicy policy, int seed, Weather weather, long unitNanos) {
        return run(policy, seed, weather, unitNanos, LONGEST_INFERENCE * unitNanos);
    }

    private static SimulatedCluster run(
            PlacementPolicy policy, int seed, Weather weather, long unitNanos, long heldNanosLimit) {
        Promises promises = new Promises(policy.name(), heldNanosLimit);
        SimulatedCluster cluster =
                new SimulatedCluster(new Random(seed), weather, scheduler(policy), promises, unitNanos);
        try {
            cluster.run(INVOCATIONS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(policy.name() + ", seed " + seed + ", " + weather + ": " + e.getMessage(), e);
        }
        assertThat(cluster.ends().values().stream().mapToInt(count -> count).sum())
                .as("seed %d", seed)
                .isEqualTo(INVOCATIONS);
        return cluster;
    }

    private static Scheduler scheduler(PlacementPolicy policy) {
        return new Scheduler(policy, new LruEviction(), Settings.live());
    }
}
