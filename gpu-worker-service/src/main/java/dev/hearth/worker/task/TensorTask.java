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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tensors in, tensors out, in the Open Inference Protocol's JSON: the first graph as it is, without any processing.
 *
 * <p>{@code data} is flat or nested in the request, flat in the answer. {@link TensorType} has the datatypes.
 */
final class TensorTask extends BatchTask<TensorRequest> {

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
    public boolean runsTogether() {
        return signature.takesRows();
    }

    @Override
    protected TensorRequest prepare(Input input, Arena arena) throws BadInputException {
        return TensorRequest.read(input.body(), signature, arena);
    }

    @Override
    protected List<Answer> infer(Map<String, Model> graphs, List<TensorRequest> requests)
            throws BadInputException, TranslateException {
        var runnable = graphs.get(graph);
        if (runnable == null) {
            throw new IllegalStateException("graph " + graph + " of " + model + " is not resident");
        }
        var answers = new IdentityHashMap<TensorRequest, Answer>();
        for (var batch : TensorBatch.of(requests, signature.takesRows())) {
            var bodies = infer(runnable, batch);
            for (int i = 0; i < bodies.size(); i++) {
                answers.put(batch.requests().get(i), Answer.json(bodies.get(i)));
            }
        }
        return requests.stream().map(answers::get).toList();
    }

    /** Closes all tensors, so that the memory of the requests' may go. */
    private List<byte[]> infer(Model runnable, TensorBatch batch) throws BadInputException, TranslateException {
        try (var arena = Arena.ofConfined();
                var predictor = runnable.newPredictor(new TensorTranslator(model, arena))) {
            return predictor.predict(batch);
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

    private record TensorTranslator(ModelReference model, Arena arena)
            implements Translator<TensorBatch, List<byte[]>> {

        private static final String BATCH = "batch";

        @Override
        public @Nullable Batchifier getBatchifier() {
            return null;
        }

        @Override
        public NDList processInput(TranslatorContext context, TensorBatch batch) throws OrtException {
            context.setAttachment(BATCH, batch);
            var arrays = new NDList();
            for (var input : batch.inputs(arena)) {
                var tensor = input.tensor(OrtEnvironment.getEnvironment());
                arrays.add(OnnxArrays.array(context.getNDManager(), input.name(), tensor));
            }
            return arrays;
        }

        @Override
        public List<byte[]> processOutput(TranslatorContext context, NDList outputs) {
            var batch = (TensorBatch) context.getAttachment(BATCH);
            var rows = batch.answers().iterator();
            return batch.requests().stream()
                    .map(request -> TensorAnswer.write(model, request, outputs, rows.next()))
                    .toList();
        }
    }
}
