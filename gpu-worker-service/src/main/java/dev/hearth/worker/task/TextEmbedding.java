package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.translate.TranslateException;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.contracts.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sentence embeddings: {@code {"model","embedding":[...]}} for one text, {@code {"model","embeddings":[[...]]}} for a
 * list.
 *
 * <p>Parameters: {@code pooling} {@code mean} (default) or {@code cls}; {@code normalize} (default true); {@code
 * maxTokens} (default 128), where longer texts are cut.
 */
final class TextEmbedding implements Task {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TOKENIZER = "tokenizer.json";

    private final String model;
    private final String graph;
    private final HuggingFaceTokenizer tokenizer;
    private final Pooling pooling;

    private TextEmbedding(ModelManifest manifest, HuggingFaceTokenizer tokenizer, Pooling pooling) {
        this.model = manifest.reference().shortName();
        this.graph = manifest.graphs().getFirst().name();
        this.tokenizer = tokenizer;
        this.pooling = pooling;
    }

    static TextEmbedding prepare(TaskParameters parameters, Path directory) throws IOException {
        var pooling = new Pooling(
                parameters.oneOf("pooling", List.of("mean", "cls")).equals("mean"), parameters.flag("normalize", true));
        // The file itself may ask to pad every text to its maximum; padding to the batch's longest is several times
        // cheaper and masked out all the same.
        var tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(directory.resolve(TOKENIZER))
                .optPadding(true)
                .optTruncation(true)
                .optMaxLength(parameters.positiveInteger("maxTokens", 128))
                .build();
        return new TextEmbedding(parameters.manifest(), tokenizer, pooling);
    }

    @Override
    public Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException {
        var texts = TextInput.read(input);
        var embeddings = embed(graphs, texts.texts());
        var answer =
                texts.several() ? new Embeddings(model, null, embeddings) : new Embeddings(model, embeddings[0], null);
        return Answer.json(JSON.writeValueAsBytes(answer));
    }

    private float[][] embed(Map<String, Model> graphs, List<String> texts) throws TranslateException {
        var runnable = graphs.get(graph);
        if (runnable == null) {
            throw new IllegalStateException("graph " + graph + " of " + model + " is not resident");
        }
        try (var predictor = runnable.newPredictor(new EmbeddingTranslator(tokenizer, pooling))) {
            return predictor.predict(texts);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @SuppressWarnings("ArrayRecordComponent") // only written
    private record Embeddings(String model, float @Nullable [] embedding, float @Nullable [][] embeddings) {}
}
