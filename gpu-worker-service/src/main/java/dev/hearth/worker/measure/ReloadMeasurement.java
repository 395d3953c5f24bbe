package dev.hearth.worker.measure;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.device.HostMemory;
import dev.hearth.worker.device.HostParts;
import dev.hearth.worker.model.OnnxModelLoader;
import dev.hearth.worker.model.RequestedModel;
import dev.hearth.worker.model.Tier;
import dev.hearth.worker.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a text model takes until it has answered once: reloaded from host memory, read from the repository, and loaded by
 * ONNX Runtime from its original file by path. The three by turns, the first turn of each not counted; all on one thread and
 * the same tokens, and no answer may differ from the others. Giving the model back is not timed.
 *
 * <p>Arguments: repository, model {@code NAME:VERSION}, original ONNX file, rounds. Its last line on standard output is the
 * number of tokens and the milliseconds as JSON.
 */
public final class ReloadMeasurement {

    private static final String TEXT = "A man is playing a guitar on stage.";
    private static final double NANOS_PER_MS = 1e6;
    private static final double MOST_DIFFERENCE = 1e-3;

    private final Task.Input input = new Task.Input("text/plain", TEXT.getBytes(StandardCharsets.UTF_8));
    private final RequestedModel model;
    private final HostDevice device;
    private final OnnxModelLoader past;
    private final OnnxModelLoader staging;
    private final OriginalModel original;
    private float[] expected = {};

    private ReloadMeasurement(ModelRepository repository, RequestedModel model, Path original) throws Exception {
        this.model = model;
        this.device = new HostDevice(0, model.bytes());
        this.past = new OnnxModelLoader(repository, 1);
        this.staging = OnnxModelLoader.staging(repository, 1, new HostMemory(HostParts.PLAIN, model.bytes()));
        var tokenizer = repository.directory(model.reference()).resolve("tokenizer.json");
        this.original = new OriginalModel(original, tokenizer, TEXT);
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
        var times = new Times(original.tokens(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        byPath();
        from(past, Tier.REPOSITORY);
        from(staging, Tier.REPOSITORY);
        for (int round = 0; round < rounds; round++) {
            times.byPathMs().add(byPath());
            times.repositoryMs().add(from(past, Tier.REPOSITORY));
            times.hostMs().add(from(staging, Tier.HOST));
        }
        return times;
    }

    private double from(OnnxModelLoader loader, Tier tier) throws Exception {
        long begun = System.nanoTime();
        try (var loaded = loader.load(model, device)) {
            var answer = loaded.run(input);
            double ms = (System.nanoTime() - begun) / NANOS_PER_MS;
            if (loaded.origin() != tier) {
                throw new IllegalStateException(model.reference() + " was loaded from the tier "
                        + loaded.origin().wireName() + ", expected " + tier.wireName());
            }
            var json = WireJson.mapper().readTree(answer.body()).path("embedding");
            var embedding = new float[json.size()];
            for (int at = 0; at < embedding.length; at++) {
                embedding[at] = json.path(at).floatValue();
            }
            check(embedding);
            return ms;
        }
    }

    private double byPath() throws Exception {
        long begun = System.nanoTime();
        try (var answer = original.loadAndRun()) {
            double ms = (System.nanoTime() - begun) / NANOS_PER_MS;
            check(answer.embedding());
            return ms;
        }
    }

    private void check(float[] embedding) {
        if (expected.length == 0) {
            expected = embedding;
        }
        if (embedding.length != expected.length) {
            throw new IllegalStateException(
                    "an embedding of " + embedding.length + " dimensions, expected " + expected.length);
        }
        for (int at = 0; at < expected.length; at++) {
            if (!(Math.abs(embedding[at] - expected[at]) <= MOST_DIFFERENCE)) {
                throw new IllegalStateException("dimension " + at + " of an embedding is " + embedding[at]
                        + ", by path it was " + expected[at]);
            }
        }
    }

    /** In milliseconds, a list an entry a round. */
    private record Times(int tokens, List<Double> byPathMs, List<Double> repositoryMs, List<Double> hostMs) {}
}
