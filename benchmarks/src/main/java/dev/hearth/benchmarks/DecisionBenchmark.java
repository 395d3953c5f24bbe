package dev.hearth.benchmarks;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision takes: a completion frees a GPU, and something that waits is dispatched there. */
@Fork(
        value = 5,
        jvmArgs = {"-Xms8g", "-Xmx8g"})
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class DecisionBenchmark {

    private static final long SEED = 20230515;

    /** Under full load, the same for every fork. */
    @State(Scope.Thread)
    public static class Loaded {

        @Param({"locality-aware-out-of-order", "earliest-completion"})
        public String policy = "";

        /** GPUs x functions x waiting. */
        @Param({"100x2000x1000", "1000x2000x100000", "10000x2000x100000", "10000x2000x1000000"})
        public String cluster = "";

        private @Nullable SteadyCluster steady;

        @Setup(Level.Trial)
        public void load() {
            steady = new SteadyCluster(policy, ClusterSize.parse(cluster), SEED);
        }

        SteadyCluster steady() {
            return Objects.requireNonNull(steady, "not loaded");
        }
    }

    /** The next completion, and the consequences of the last one. */
    @State(Scope.Thread)
    public static class Step {

        private List<Command> last = List.of();
        private @Nullable SteadyCluster steady;
        private @Nullable Event next;

        @Setup(Level.Invocation)
        public void prepare(Loaded loaded) {
            // JMH gives a benchmark method that asks for this state and for Loaded another Loaded than this one's.
            steady = loaded.steady();
            steady.replace(last);
            next = steady.next();
        }

        List<Command> take() {
            last = Objects.requireNonNull(steady).complete(Objects.requireNonNull(next));
            return last;
        }
    }

    /** One {@code apply} of a completion, with all placements that follow from it. The arrival that replaces what left is not measured. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public List<Command> completion(Step step) {
        return step.take();
    }

    /** One {@code apply} of a completion and one of the arrival that replaces what left. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public void completionAndArrival(Loaded loaded) {
        SteadyCluster steady = loaded.steady();
        steady.replace(steady.complete(steady.next()));
    }
}
