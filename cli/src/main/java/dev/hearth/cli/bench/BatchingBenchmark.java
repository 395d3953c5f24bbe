package dev.hearth.cli.bench;

import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.scratch.ScratchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One embedding model as two functions, one that runs each invocation alone and one that lets several run together, loaded
 * turn by turn, so that both meet the same machine.
 */
final class BatchingBenchmark {

    private static final EmbeddingCopies COPIES = new EmbeddingCopies(1);
    private static final String MODEL = COPIES.names().getFirst() + ":1";
    private static final String ALONE = "embed-alone";
    private static final String BATCHED = "embed-batched";
    private static final String DEVICES = "host memory, inference on the CPU: no GPU is involved";
    private static final int WARM_UP_CALLERS = 8;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Requests sentences = new SentenceRequests(MODEL, Sentences.OF_31_TOKENS);
    private final List<BatchingReport.Result> results = new ArrayList<>();

    /** @param progress takes a line per phase */
    BatchingBenchmark(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * How to measure.
     *
     * @param callers a run of either function for each of these numbers, in each round
     * @param maxBatch of the function that batches
     * @param time of each run
     * @param warmUp before the first
     */
    record Plan(List<Integer> callers, int maxBatch, int rounds, Duration time, Duration warmUp) {}

    /** @param data an empty folder for the cluster */
    BatchingReport run(Path data) throws IOException, InterruptedException {
        COPIES.importInto(Files.createDirectories(data.resolve("models")));
        progress.accept("Starting a cluster of its own; its logs are in " + data.resolve("logs"));
        // One device: the two functions share its one copy of the model.
        var options = List.of("--jit", "full", "--workers", "1", "--devices", "1");
        try (var cluster = ScratchCluster.start(data, options);
                var alone = new PlatformTarget(cluster.gateway(), ALONE, sentences.contentType());
                var batched = new PlatformTarget(cluster.gateway(), BATCHED, sentences.contentType())) {
            deploy(cluster);
            awaitAnswer(alone, ALONE);
            awaitAnswer(batched, BATCHED);
            warmUp(alone, ALONE);
            warmUp(batched, BATCHED);
            for (int round = 1; round <= plan.rounds(); round++) {
                for (int callers : plan.callers()) {
                    measure(cluster, alone, 1, callers, round);
                    measure(cluster, batched, plan.maxBatch(), callers, round);
                }
            }
            return BatchingReport.of(Machine.thisOne(), DEVICES, results);
        }
    }

    private void deploy(ScratchCluster cluster) throws InterruptedException {
        try (var gateway = new GatewayClient(cluster.gateway())) {
            deploy(gateway, ALONE, 1);
            deploy(gateway, BATCHED, plan.maxBatch());
        }
    }

    private void deploy(GatewayClient gateway, String function, int maxBatch) throws InterruptedException {
        var deployment = new FunctionDeployment(
                function,
                "model://" + MODEL,
                null,
                null,
                Map.of("dev.hearth.max-batch", "" + maxBatch),
                Map.of("dev.hearth.timeout", "60s"),
                null,
                null,
                null,
                null,
                false);
        GatewayClient.requireSuccess(new Functions(gateway).deployPatiently(deployment));
    }

    private void awaitAnswer(Target target, String function) throws InterruptedException {
        FirstAnswer.await(
                function,
                () -> sentences.check(0, target.call(sentences.body(0)).body()));
    }

    private void warmUp(Target target, String function) throws InterruptedException {
        var time = plan.warmUp().dividedBy(2);
        progress.accept(
                "Warming up " + function + ", " + WARM_UP_CALLERS + " callers, " + time.toMillis() / 1e3 + " s");
        tellError(ClosedLoop.run(target, sentences, WARM_UP_CALLERS, time));
    }

    private void measure(ScratchCluster cluster, Target target, int maxBatch, int callers, int round)
            throws IOException, InterruptedException {
        progress.accept("Measuring round " + round + " of " + plan.rounds() + ", max batch " + maxBatch + ", " + callers
                + (callers == 1 ? " caller, " : " callers, ") + plan.time().toSeconds() + " s");
        var before = BatchSizes.of(cluster.cluster());
        var load = ClosedLoop.run(target, sentences, callers, plan.time());
        results.add(new BatchingReport.Result(
                maxBatch, load, BatchSizes.of(cluster.cluster()).meanSince(before)));
        tellError(load);
    }

    private void tellError(ClosedLoop.Load load) {
        if (load.errors() > 0) {
            progress.accept(
                    load.errors() + " requests failed or were answered wrongly; the first: " + load.firstError());
        }
    }
}
