package dev.hearth.cli.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The no-op model called in this process, with the JSON that the platform reads and writes: what cannot be saved. */
final class InProcessTarget implements Target, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    private InProcessTarget(Path graph) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            // As a worker runs it: optimised at import already, one thread an inference.
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            this.session = environment.createSession(graph.toString(), options);
        }
    }

    /** @param model the folder of the model in the repository */
    static InProcessTarget load(Path model) throws IOException {
        try {
            return new InProcessTarget(model.resolve("model.graph.onnx"));
        } catch (OrtException e) {
            throw new IOException("the no-op model in " + model + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    public Answer call(byte[] request) throws IOException {
        try {
            var input = JSON.readTree(request).path("inputs").path(0);
            try (var x = tensor(input);
                    var outputs = session.run(Map.of(input.path("name").asString(), x))) {
                var y = (OnnxTensor) outputs.get(0);
                var values = new float[NoopModel.ELEMENTS];
                y.getFloatBuffer().get(values);
                var output = new Output("y", "FP32", y.getInfo().getShape(), values);
                return new Answer(JSON.writeValueAsBytes(new Response(NoopModel.NAME, "1", List.of(output))), null);
            }
        } catch (OrtException | JacksonException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(JsonNode input) throws OrtException {
        var data = input.path("data");
        var values = new float[data.size()];
        for (var at = 0; at < values.length; at++) {
            values[at] = data.get(at).floatValue();
        }
        var dimensions = input.path("shape");
        var shape = new long[dimensions.size()];
        for (var at = 0; at < shape.length; at++) {
            shape[at] = dimensions.get(at).longValue();
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // only written
    private record Output(String name, String datatype, long[] shape, float[] data) {}

    private record Response(String model_name, String model_version, List<Output> outputs) {}
}
