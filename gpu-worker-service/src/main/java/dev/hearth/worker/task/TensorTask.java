package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.GraphSignature;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tensors in, tensors out, in the Open Inference Protocol's JSON: the first graph as it is, without any processing.
 *
 * <p>{@code data} is flat or nested in the request, flat in the answer. {@link TensorType} has the datatypes.
 */
final class TensorTask implements Task {

    private final ModelReference model;
    private final String graph;
    private final TensorSignature signature;

    private TensorTask(ModelManifest manifest, TensorSignature signature) {
        this.model = manifest.reference();
        this.graph = manifest.graphs().getFirst().name();
        this.signature = signature;
    }

    /**
     * @throws IOException if the graph cannot be read
     * @throws IllegalArgumentException if it has an input or output that cannot travel as JSON
     */
    static TensorTask prepare(ModelManifest manifest, Path directory) throws IOException {
        var file = directory.resolve(manifest.graphs().getFirst().graphFile());
        return new TensorTask(manifest, TensorSignature.of(GraphSignature.read(file)));
    }

    @Override
    public Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException {
        var runnable = graphs.get(graph);
        if (runnable == null) {
            throw new IllegalStateException("graph " + graph + " of " + model + " is not resident");
        }
        try (var arena = Arena.ofConfined()) {
            return Answer.json(infer(runnable, TensorRequest.read(input.body(), signature, arena)));
        }
    }

    /** Closes all tensors, so that the memory of the request's may go. */
    private byte[] infer(Model runnable, TensorRequest request) throws BadInputException, TranslateException {
        try (var predictor = runnable.newPredictor(new TensorTranslator(model))) {
            return predictor.predict(request);
        } catch (TranslateException e) {
            var refusal = refusedByRuntime(e);
            if (refusal != null) {
                throw new BadInputException("ONNX Runtime refuses the inputs: " + refusal.getMessage(), e);
            }
            throw e;
        }
    }

    /** The runtime's word that the arguments are at fault, as when two open dimensions do not go together. */
    private static @Nullable OrtException refusedByRuntime(TranslateException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OrtException refusal
                    && refusal.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT) {
                return refusal;
            }
        }
        return null;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private record TensorTranslator(ModelReference model) implements Translator<TensorRequest, byte[]> {

        private static final String REQUEST = "request";

        @Override
        public @Nullable Batchifier getBatchifier() {
            return null;
        }

        @Override
        public NDList processInput(TranslatorContext context, TensorRequest request) throws OrtException {
            context.setAttachment(REQUEST, request);
            var arrays = new NDList();
            for (var input : request.inputs()) {
                var tensor = input.tensor(OrtEnvironment.getEnvironment());
                arrays.add(OnnxArrays.array(context.getNDManager(), input.name(), tensor));
            }
            return arrays;
        }

        @Override
        public byte[] processOutput(TranslatorContext context, NDList outputs) {
            return TensorAnswer.write(model, (TensorRequest) context.getAttachment(REQUEST), outputs);
        }
    }
}
