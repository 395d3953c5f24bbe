package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.replay.ClusterLog;
import dev.hearth.cli.scratch.ScratchCluster;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Models called in turn on a device that has room for half of them, so that every call needs a load: first one call after
 * the other, then with the next calls waiting, whose loads can go on beside the inference before theirs.
 */
final class OverlapBenchmark {

    private static final int MODELS = 4;
    private static final int ROOM = 2;

    /** One runs, one is loaded beside it, and one waits to be loaded once the first has ended. */
    private static final int CALLERS = 3;

    private static final String DEVICES = "host memory, inference on the CPU: no GPU is involved";

    private final Plan plan;
    private final Consumer<String> progress;
    private final EmbeddingCopies copies = new EmbeddingCopies(MODELS);

    /** @param progress takes a line at a time */
    OverlapBenchmark(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * How to measure.
     *
     * @param calls of each run
     * @param warmUp calls before them
     * @param texts of each call: how long an inference takes
     * @param linkGbps how long a load takes, in 10^9 bytes/s
     */
    record Plan(int calls, int warmUp, int texts, double linkGbps) {}

    /** @param data an empty folder for the cluster */
    OverlapReport run(Path data) throws IOException, InterruptedException {
        progress.accept("Importing a model and copying it for " + MODELS + " names");
        long modelBytes = copies.importInto(Files.createDirectories(data.resolve("models")));
        progress.accept("Starting a cluster of its own; its logs are in " + data.resolve("logs"));
        try (var cluster = ScratchCluster.start(data, options(modelBytes));
                var gateway = new GatewayClient(cluster.gateway())) {
            copies.deploy(gateway);
            copies.awaitAnswers(new EmbeddingCaller(gateway));
            load(gateway, CALLERS, plan.warmUp(), "Warming up with ");
            var serial = measure(cluster.cluster(), gateway, 1);
            var overlapped = measure(cluster.cluster(), gateway, CALLERS);
            return OverlapReport.of(Machine.thisOne(), DEVICES, MODELS, ROOM, modelBytes, plan, serial, overlapped);
        }
    }

    /** All models stay in host memory, and an inference leaves a core to the load beside it. */
    private List<String> options(long modelBytes) {
        return List.of(
                "--jit",
                "full",
                "--workers",
                "1",
                "--devices",
                "1",
                "--device",
                "host",
                "--device-memory",
                ROOM * modelBytes + "B",
                "--link-gbps",
                "" + plan.linkGbps(),
                "--set",
                "hearth.worker.host-tier.memory=" + MODELS * modelBytes + "B",
                "--set",
                "hearth.worker.inference.threads=1");
    }

    private OverlapReport.Run measure(ClusterFile.Cluster cluster, GatewayClient gateway, int callers)
            throws IOException, InterruptedException {
        long began = System.currentTimeMillis();
        var result = load(gateway, callers, plan.calls(), "Measuring ");
        var share = HiddenShare.of(calls(cluster, began));
        return OverlapReport.Run.of(callers, plan.calls(), result, share);
    }

    private CacheLoad.Result load(GatewayClient gateway, int callers, int calls, String what)
            throws InterruptedException {
        progress.accept(what + callers + (callers == 1 ? " caller, " : " callers, ") + calls + " calls");
        var caller = new EmbeddingCaller(gateway);
        var inTurn = IntStream.range(0, calls).map(call -> call % MODELS).toArray();
        CacheLoad.Call call =
                (model, number) -> caller.callWithMany(copies.names().get(model), plan.texts());
        return new CacheLoad(inTurn, call, progress).run(callers);
    }

    /** By the worker's own clock, in the order in which they ran. */
    private static List<HiddenShare.Call> calls(ClusterFile.Cluster cluster, long began) throws IOException {
        var loads = LoadLog.read(workerLog(cluster));
        return ClusterLog.since(cluster.kafka(), began).ends().stream()
                .filter(end -> end.state() == InvocationState.SUCCEEDED)
                .sorted(Comparator.comparingLong(ResultRecord.Ended::startedEpochMillis))
                .map(end -> {
                    var load = loads.get(end.id());
                    double from = end.startedEpochMillis();
                    var inference = Span.of(from, end.timing().inferenceMs());
                    return new HiddenShare.Call(load == null ? null : load.span(), inference);
                })
                .toList();
    }

    private static Path workerLog(ClusterFile.Cluster cluster) {
        return cluster.services().stream()
                .filter(service -> service.name().equals("worker"))
                .map(service -> Path.of(service.log()))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("the cluster has no worker"));
    }
}
