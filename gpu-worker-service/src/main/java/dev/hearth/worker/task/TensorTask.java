package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.hearth.contracts.model.ModelManifest;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tensors in, tensors out, in the Open Inference Protocol's JSON: the first graph as it is, without any processing.
 *
 * <p>FP32, INT64 and INT32; {@code data} flat or nested in the request, flat in the answer.
 */
final class TensorTask implements Task {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ModelManifest manifest;

    TensorTask(ModelManifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException {
        var graph = graphs.get(manifest.graphs().getFirst().name());
        if (graph == null) {
            throw new IllegalStateException("no graph of " + manifest.reference() + " is resident");
        }
        var inputs = TensorInput.read(input.body());
        checkNames(graph, inputs);
        try (Predictor<List<TensorInput>, List<Output>> predictor = graph.newPredictor(new TensorTranslator())) {
            var outputs = predictor.predict(inputs);
            return Answer.json(JSON.writeValueAsBytes(
                    new Response(manifest.name(), Integer.toString(manifest.version()), outputs)));
        }
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private static void checkNames(Model graph, List<TensorInput> inputs) throws BadInputException {
        var wanted = new TreeSet<>(graph.describeInput().keys());
        var given = new TreeSet<>(inputs.stream().map(TensorInput::name).toList());
        if (!wanted.equals(given) || given.size() != inputs.size()) {
            throw new BadInputException("the inputs are named "
                    + inputs.stream().map(TensorInput::name).toList() + ", expected each of " + wanted + " once");
        }
    }

    /** One output tensor, its data flat and row-major. */
    @SuppressWarnings("ArrayRecordComponent") // only written
    private record Output(String name, String datatype, long[] shape, Object data) {}

    private record Response(String model_name, String model_version, List<Output> outputs) {}

    private static final class TensorTranslator implements Translator<List<TensorInput>, List<Output>> {

        @Override
        public @Nullable Batchifier getBatchifier() {
            return null;
        }

        @Override
        public NDList processInput(TranslatorContext context, List<TensorInput> inputs) {
            var arrays = new NDList();
            for (var input : inputs) {
                arrays.add(array(context.getNDManager(), input));
            }
            return arrays;
        }

        @Override
        public List<Output> processOutput(TranslatorContext context, NDList outputs) {
            return outputs.stream().map(TensorTranslator::output).toList();
        }

        private static NDArray array(NDManager manager, TensorInput input) {
            var buffer = switch (input.data()) {
                case float[] values -> FloatBuffer.wrap(values);
                case long[] values -> LongBuffer.wrap(values);
                case int[] values -> IntBuffer.wrap(values);
                default -> throw new IllegalStateException("no buffer for " + input.type());
            };
            var array = manager.create(buffer, new Shape(input.shape()), input.type());
            array.setName(input.name());
            return array;
        }

        private static Output output(NDArray array) {
            Object data = switch (array.getDataType()) {
                case FLOAT32 -> array.toFloatArray();
                case FLOAT64 -> array.toDoubleArray();
                case INT64 -> array.toLongArray();
                case INT32 -> array.toIntArray();
                case BOOLEAN -> array.toBooleanArray();
                default ->
                    throw new UnsupportedOperationException(
                            "output '" + array.getName() + "' has type " + array.getDataType());
            };
            return new Output(
                    array.getName(),
                    TensorInput.datatype(array.getDataType()),
                    array.getShape().getShape(),
                    data);
        }
    }
}
