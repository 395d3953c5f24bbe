package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.simulator.measure.RunSummary;
import dev.hearth.simulator.trace.LoadOptions;
import dev.hearth.simulator.trace.Trace;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.trace.ZipfLoad;
import java.io.StringWriter;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code earliest-completion} is worth: against the paper's best policy, and against the zero-miss bound. */
class EarliestCompletionFiguresTest {

    private static final double LINK_BYTES_PER_SECOND = 12e9;
    private static final PolicyChoice OURS = PolicyChoice.of("earliest-completion");
    private static final PolicyChoice THEIRS = PolicyChoice.of("locality-aware-out-of-order");

    private static final Map<String, RunSummary> BASELINES = new ConcurrentHashMap<>();

    static Stream<String> files() {
        return Stream.of("ws15", "ws25", "ws35", "real500_ws15", "real500_ws25", "real500_ws35");
    }

    /** Files, and seeds of synthetic load. */
    static Stream<String> loads() {
        return Stream.concat(files(), IntStream.rangeClosed(1, 20).mapToObj(Integer::toString));
    }

    private static Trace load(String name) {
        return Character.isDigit(name.charAt(0)) ? synthetic(Long.parseLong(name)) : TraceFiles.read(name);
    }

    /** An exponent of 0.4 to 1.1 and 15 to 35 functions, both drawn by the seed. */
    private static Trace synthetic(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double exponent = 0.4 + 0.7 * random.nextDouble();
        int functions = 15 + random.nextInt(21);
        return Traces.named(
                ZipfLoad.NAME,
                LoadOptions.defaults().withSeed(seed).withZipf(exponent).withFunctions(functions));
    }

    private static RunSummary baseline(String name) {
        return BASELINES.computeIfAbsent(name, other -> run(load(other), THEIRS));
    }

    private static RunSummary run(Trace trace, PolicyChoice choice) {
        return Simulation.run(SimulationPlan.of(trace, choice)).summary();
    }

    @ParameterizedTest(name = "{0}: {1} s")
    @CsvSource({"ws15, 1.45", "ws25, 1.65", "ws35, 1.80"})
    void keepsTheMeanBelow(String trace, double meanSeconds) {
        assertThat(run(load(trace), OURS).meanSeconds()).isLessThanOrEqualTo(meanSeconds);
    }

    @ParameterizedTest
    @MethodSource("loads")
    void beatsLocalityOutOfOrderInTheMeanAndIsNoWorseForTheUnluckiest(String load) {
        RunSummary theirs = baseline(load);

        RunSummary ours = run(load(load), OURS);

        assertThat(ours.meanSeconds() / theirs.meanSeconds()).as("mean").isLessThanOrEqualTo(0.95);
        assertThat(ours.p99Seconds() / theirs.p99Seconds()).as("p99").isLessThanOrEqualTo(1.02);
    }

    @ParameterizedTest
    @MethodSource("loads")
    void isNoWorseInTheMeanWithoutOverlap(String load) {
        RunSummary ours = run(load(load), OURS.without(Feature.OVERLAP));

        assertThat(ours.meanSeconds() / baseline(load).meanSeconds()).isLessThanOrEqualTo(1.0);
        assertThat(ours.hiddenLoadSeconds()).isZero();
    }

    @ParameterizedTest
    @MethodSource("files")
    void comesWithinAPercentOfTheBoundWhereModelsLieInHostMemory(String trace) {
        SimulationPlan plan =
                SimulationPlan.of(load(trace), OURS).with(ClusterShape.paper().withHostTier(LINK_BYTES_PER_SECOND));

        RunSummary ours = Simulation.run(plan).summary();

        assertThat(ours.meanOverZeroMissRatio()).as("mean").isLessThanOrEqualTo(1.01);
        assertThat(ours.p99OverZeroMissRatio()).as("p99").isLessThanOrEqualTo(1.03);
    }

    @ParameterizedTest
    @EnumSource(
            value = Feature.class,
            names = {"OVERLAP", "BACKGROUND_COPIES", "EVICTION_DAMAGE"})
    void decidesOtherwiseWithoutAFeature(Feature feature) {
        assertDecidesOtherwise(SimulationPlan.of(load("ws35"), OURS), feature);
    }

    @Test
    void decidesOtherwiseWithoutPatienceWhereSomeHaveToWaitLong() {
        assertDecidesOtherwise(SimulationPlan.of(load("ws35"), OURS).atRate(1.5), Feature.PATIENCE);
    }

    @Test
    void decidesOtherwiseWithoutSharedLinksWhereTheyAreSlow() {
        ClusterShape slowLinks = ClusterShape.paper().withHostTier(LINK_BYTES_PER_SECOND / 100);

        assertDecidesOtherwise(SimulationPlan.of(load("ws35"), OURS).with(slowLinks), Feature.LINK_SHARING);
    }

    private static void assertDecidesOtherwise(SimulationPlan plan, Feature without) {
        assertThat(decisions(plan.with(OURS.without(without)))).isNotEqualTo(decisions(plan));
    }

    private static String decisions(SimulationPlan plan) {
        StringWriter written = new StringWriter();
        Simulation.run(plan, new DecisionFile(written, false));
        return written.toString();
    }
}
