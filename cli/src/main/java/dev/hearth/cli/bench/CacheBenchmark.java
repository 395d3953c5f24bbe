package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.scratch.ScratchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Twelve models over devices that hold four: what a sequence of calls, some models far more popular than others, finds
 * resident, and what it costs where it does not.
 */
final class CacheBenchmark {

    private static final int MODELS = 12;
    private static final int WORKERS = 2;
    private static final int MODELS_A_DEVICE = 2;
    private static final int ROOM = WORKERS * MODELS_A_DEVICE;
    private static final double EXPONENT = 1.0;
    private static final String DEVICES = "host memory, inference on the CPU: no GPU is involved";

    private static final Duration LONGEST_REPORT = Duration.ofSeconds(1);

    private final Plan plan;
    private final Consumer<String> progress;
    private final EmbeddingCopies copies = new EmbeddingCopies(MODELS);
    private final Zipf zipf = new Zipf(MODELS, EXPONENT);

    /** @param progress takes a line at a time */
    CacheBenchmark(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * How to measure.
     *
     * @param callers a run for each of these numbers
     * @param calls of each run
     * @param warmUp calls before each run, by as many callers
     * @param seed of the first run's warm-up; the runs and the other warm-ups take those that follow
     */
    record Plan(List<Integer> callers, int calls, int warmUp, long seed) {}

    /** @param data an empty folder for the cluster */
    CacheReport run(Path data) throws IOException, InterruptedException {
        progress.accept("Importing a model and copying it for " + MODELS + " names");
        long modelBytes = copies.importInto(Files.createDirectories(data.resolve("models")));
        var options = List.of(
                "--jit",
                "full",
                "--workers",
                "" + WORKERS,
                "--devices",
                "1",
                "--device-memory",
                MODELS_A_DEVICE * modelBytes + "B");
        progress.accept("Starting a cluster of its own; its logs are in " + data.resolve("logs"));
        try (var cluster = ScratchCluster.start(data, options);
                var gateway = new GatewayClient(cluster.gateway())) {
            copies.deploy(gateway);
            return new CacheReport(
                    CacheReport.NAME,
                    Machine.thisOne(),
                    DEVICES,
                    MODELS,
                    ROOM,
                    modelBytes,
                    EXPONENT,
                    plan.seed(),
                    runs(gateway));
        }
    }

    private List<CacheReport.Run> runs(GatewayClient gateway) throws InterruptedException {
        var caller = new EmbeddingCaller(gateway);
        var asked = copies.awaitAnswers(caller);
        var runs = new ArrayList<CacheReport.Run>();
        long seed = plan.seed();
        for (int callers : plan.callers()) {
            var warmUp = zipf.draw(plan.warmUp(), seed++);
            load(caller, callers, warmUp, "Warming up with ", _ -> {});
            asked = concatenated(asked, warmUp);
            var sequence = zipf.draw(plan.calls(), seed++);
            long residents = residents(gateway);
            var result = load(caller, callers, sequence, "Measuring ", progress);
            runs.add(CacheReport.Run.of(callers, asked, sequence, ROOM, result, residents(gateway) - residents));
            asked = concatenated(asked, sequence);
        }
        return List.copyOf(runs);
    }

    private CacheLoad.Result load(
            EmbeddingCaller caller, int callers, int[] sequence, String what, Consumer<String> steps)
            throws InterruptedException {
        progress.accept(what + callers + (callers == 1 ? " caller" : " callers") + ", " + sequence.length + " calls");
        CacheLoad.Call call = (model, number) -> caller.call(copies.names().get(model), number);
        var result = new CacheLoad(sequence, call, steps).run(callers);
        if (result.errors() > 0) {
            progress.accept(
                    result.errors() + " calls failed or were answered wrongly; the first: " + result.firstError());
        }
        return result;
    }

    /** Models on devices, once the workers' last reports have been heard. */
    private static long residents(GatewayClient gateway) throws InterruptedException {
        Thread.sleep(LONGEST_REPORT);
        return gateway.read("/v1/gpus")
                .valueStream()
                .mapToLong(gpu -> gpu.path("models").size())
                .sum();
    }

    private static int[] concatenated(int[] one, int[] other) {
        return IntStream.concat(IntStream.of(one), IntStream.of(other)).toArray();
    }
}
