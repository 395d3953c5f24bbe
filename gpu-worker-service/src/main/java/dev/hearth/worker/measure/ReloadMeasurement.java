package dev.hearth.worker.measure;

import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.device.HostMemory;
import dev.hearth.worker.device.HostParts;
import dev.hearth.worker.model.ModelLoadException;
import dev.hearth.worker.model.OnnxModelLoader;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * How long a text model takes until it has answered once: reloaded from host memory, read from the repository, and loaded by
 * ONNX Runtime from its original file by path. The three by turns, the first turn of each not counted.
 *
 * <p>Arguments: repository, model {@code NAME:VERSION}, original ONNX file, rounds. Prints the milliseconds as JSON.
 */
public final class ReloadMeasurement {

    private static final Task.Input TEXT =
            new Task.Input("text/plain", "A man is playing a guitar on stage.".getBytes(StandardCharsets.UTF_8));
    private static final int TOKENS = 11;
    private static final double NANOS_PER_MS = 1e6;

    private final RequestedModel model;
    private final HostDevice device;
    private final OnnxModelLoader past;
    private final OnnxModelLoader staging;
    private final Path original;

    private ReloadMeasurement(ModelRepository repository, RequestedModel model, Path original) {
        this.model = model;
        this.original = original;
        this.device = new HostDevice(0, model.bytes());
        this.past = new OnnxModelLoader(repository, 1);
        this.staging = OnnxModelLoader.staging(repository, 1, new HostMemory(HostParts.PLAIN, model.bytes()));
    }

    public static void main(String[] arguments) throws Exception {
        var repository = new ModelRepository(Path.of(arguments[0]));
        var reference = ModelReference.parse(arguments[1]);
        var manifest = repository.find(reference).orElseThrow();
        var wanted = new RequestedModel(reference, repository.digest(reference).orElseThrow(), manifest.bytes());
        var measurement = new ReloadMeasurement(repository, wanted, Path.of(arguments[2]));
        System.out.println(WireJson.mapper().writeValueAsString(measurement.run(Integer.parseInt(arguments[3]))));
        System.exit(0);
    }

    private Times run(int rounds) throws Exception {
        var times = new Times(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round <= rounds; round++) {
            double byPath = timed(this::loadByPath);
            double repository = timed(() -> load(past));
            double host = timed(() -> load(staging));
            if (round > 0) {
                times.byPathMs().add(byPath);
                times.repositoryMs().add(repository);
                times.hostMs().add(host);
            }
        }
        return times;
    }

    private void load(OnnxModelLoader loader) throws ModelLoadException, BadInputException, TranslateException {
        try (var loaded = loader.load(model, device)) {
            loaded.run(TEXT);
        }
    }

    private void loadByPath() throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (var session = environment.createSession(original.toString(), options)) {
                var inputs = new HashMap<String, OnnxTensor>();
                for (var name : session.getInputNames()) {
                    var tokens = new long[1][TOKENS];
                    Arrays.fill(tokens[0], 1);
                    inputs.put(name, OnnxTensor.createTensor(environment, tokens));
                }
                session.run(inputs).close();
                inputs.values().forEach(OnnxTensor::close);
            }
        }
    }

    /** Closing is not timed by callers who care: a device is not waited for. */
    private static double timed(Step step) throws Exception {
        long begun = System.nanoTime();
        step.run();
        return (System.nanoTime() - begun) / NANOS_PER_MS;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** In milliseconds, a list an entry a round. */
    private record Times(List<Double> byPathMs, List<Double> repositoryMs, List<Double> hostMs) {}
}
