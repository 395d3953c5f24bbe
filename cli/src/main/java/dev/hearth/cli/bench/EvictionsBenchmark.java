package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.replay.ClusterLog;
import dev.hearth.cli.sample.Sample;
import dev.hearth.cli.scratch.ScratchCluster;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Real models that evict each other, call by call, on a device with room for the largest alone: whether every byte comes
 * back, and whether the process stays as large as it was.
 *
 * <p>The worker is started as {@code hearth up} starts it. Every other call is to the largest model, so that each call
 * loads one model and evicts another.
 */
final class EvictionsBenchmark {

    private static final String LARGEST = "embed-large";
    private static final List<String> OTHERS = List.of("embed", "embed-bge", "digits");

    /** Takes far longer than the others: in place of one of them now and then. */
    private static final String SLOW = "ocr";

    /** Even, since every other call is to the largest. */
    private static final int CYCLES_A_SLOW_ONE = 50;

    private static final int MOST_ERRORS = 10;
    private static final int STEPS = 20;
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;
    private static final String DEVICES = "host memory, inference on the CPU: no GPU is involved";

    private final Plan plan;
    private final Checkout checkout;
    private final Consumer<String> progress;
    private final SequencedMap<String, Model> models = new LinkedHashMap<>();
    private final DeviceReadings readings = new DeviceReadings();
    private final List<String> errors = new ArrayList<>();

    /** @param progress takes a line at a time */
    EvictionsBenchmark(Plan plan, Checkout checkout, Consumer<String> progress) {
        this.plan = plan;
        this.checkout = checkout;
        this.progress = progress;
    }

    /**
     * How to measure.
     *
     * @param cycles that count, each a load and an eviction
     * @param warmUp cycles before them
     */
    record Plan(int cycles, int warmUp) {}

    private record Model(Sample sample, ModelReference reference, long bytes) {}

    /** The sample that a cycle calls. */
    static String sample(int cycle) {
        if (cycle % 2 == 0) {
            return LARGEST;
        }
        return cycle % CYCLES_A_SLOW_ONE == CYCLES_A_SLOW_ONE - 1 ? SLOW : OTHERS.get(cycle / 2 % OTHERS.size());
    }

    /** @param data an empty folder for the cluster */
    EvictionsReport run(Path data) throws IOException, InterruptedException {
        progress.accept("Importing models");
        var importer = new ModelImporter(Files.createDirectories(data.resolve("models")));
        for (var name : names()) {
            var sample = new Sample(checkout.examples().resolve(name));
            var manifest = importer.importModel(ModelSource.described(sample.model(), ImportWishes.none()));
            models.put(name, new Model(sample, manifest.reference(), manifest.bytes()));
        }
        long capacityBytes =
                models.values().stream().mapToLong(Model::bytes).max().orElseThrow();
        var options =
                List.of("--workers", "1", "--devices", "1", "--device", "host", "--device-memory", capacityBytes + "B");
        progress.accept("Starting a cluster of its own; its logs are in " + data.resolve("logs"));
        try (var cluster = ScratchCluster.start(data, options);
                var gateway = new GatewayClient(cluster.gateway())) {
            return run(cluster.cluster(), gateway, capacityBytes);
        }
    }

    private static List<String> names() {
        var names = new ArrayList<>(OTHERS);
        names.add(LARGEST);
        names.add(SLOW);
        return names;
    }

    private EvictionsReport run(ClusterFile.Cluster cluster, GatewayClient gateway, long capacityBytes)
            throws IOException, InterruptedException {
        long pid = worker(cluster).pid();
        var callers = new LinkedHashMap<String, SampleCaller>();
        for (var model : models.entrySet()) {
            var sample = model.getValue().sample();
            GatewayClient.requireSuccess(new Functions(gateway).deployPatiently(sample.function()));
            var caller = new SampleCaller(gateway, sample);
            FirstAnswer.await(sample.function().service(), caller::call);
            callers.put(model.getKey(), caller);
        }
        progress.accept("Measuring " + plan.cycles() + " cycles after " + plan.warmUp());
        var residentBytes = new ArrayList<Long>();
        int cycles = plan.warmUp() + plan.cycles();
        for (int cycle = 0; cycle < cycles && errors.size() < MOST_ERRORS; cycle++) {
            var name = sample(cycle);
            cycle(gateway, name, Objects.requireNonNull(callers.get(name)));
            if (cycle >= plan.warmUp()) {
                residentBytes.add(ResidentMemory.bytesOf(pid));
            }
            if (cycle > 0 && cycle % Math.max(1, cycles / STEPS) == 0) {
                progress.accept("  " + cycle + " of " + cycles + " cycles");
            }
        }
        readReports(cluster);
        return EvictionsReport.of(
                Machine.thisOne(), DEVICES, plan, capacityBytes, bytes(), readings, residentBytes, errors);
    }

    private static ClusterFile.Service worker(ClusterFile.Cluster cluster) {
        return cluster.services().stream()
                .filter(service -> service.name().equals("worker"))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("the cluster has no worker"));
    }

    private void cycle(GatewayClient gateway, String name, SampleCaller caller) throws InterruptedException {
        try {
            caller.call();
        } catch (IOException | CommandFailedException e) {
            errors.add(String.valueOf(e.getMessage()));
            return;
        }
        var model = Objects.requireNonNull(models.get(name)).reference();
        var deadline = System.nanoTime() + LONGEST_SETTLING.toNanos();
        while (true) {
            var gpu = gateway.read("/v1/gpus").path(0);
            var memory = WireJson.mapper().treeToValue(gpu.path("memory"), GpuState.Memory.class);
            if (isAlone(model, gpu)) {
                readings.settled(name, memory);
                return;
            }
            readings.take(memory);
            if (System.nanoTime() > deadline) {
                errors.add(model + " is not alone on its device " + LONGEST_SETTLING.toSeconds()
                        + " s after it answered: " + gpu.path("models"));
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isAlone(ModelReference model, JsonNode gpu) {
        var only = gpu.path("models").path(0);
        return gpu.path("models").size() == 1
                && only.path("model").asString("").equals(model.name())
                && only.path("state").asString("").equals(GpuState.State.READY.wireName());
    }

    /** All that the worker itself told while models came and went. */
    private void readReports(ClusterFile.Cluster cluster) {
        for (var report : ClusterLog.reports(cluster.kafka())) {
            report.gpus().forEach(gpu -> readings.take(gpu.memory()));
        }
    }

    private SequencedMap<String, Long> bytes() {
        var bytes = new LinkedHashMap<String, Long>();
        models.forEach((name, model) -> bytes.put(name, model.bytes()));
        return bytes;
    }
}
