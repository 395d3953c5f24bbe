package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.translate.TranslateException;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.GraphSignature;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sentence embeddings: {@code {"model","embedding":[...]}} for one text, {@code {"model","embeddings":[[...]]}} for a
 * list.
 *
 * <p>Parameters: {@code pooling} {@code mean} (default) or {@code cls}; {@code normalize} (default true); {@code
 * maxTokens} (default 128), where longer texts are cut; {@code prefix} (default none), put before each text that does not
 * begin with it or with one of {@code otherPrefixes} (default none).
 */
final class TextEmbedding extends BatchTask<TextInput> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TOKENIZER = "tokenizer.json";

    /** Bounds the memory of one run, which grows with its tokens times the longest text. */
    private static final int TOKENS_A_RUN = 4_096;

    private final String model;
    private final String graph;
    private final HuggingFaceTokenizer tokenizer;
    private final TextPreparation preparation;
    private final Pooling pooling;
    private final int textsARun;

    private TextEmbedding(
            ModelManifest manifest,
            HuggingFaceTokenizer tokenizer,
            TextPreparation preparation,
            Pooling pooling,
            int textsARun) {
        this.model = manifest.reference().shortName();
        this.graph = manifest.graphs().getFirst().name();
        this.tokenizer = tokenizer;
        this.preparation = preparation;
        this.pooling = pooling;
        this.textsARun = textsARun;
    }

    static TextEmbedding prepare(TaskParameters parameters, Path directory) throws IOException {
        var pooling = new Pooling(
                parameters.oneOf("pooling", List.of("mean", "cls")).equals("mean"), parameters.flag("normalize", true));
        int maxTokens = parameters.positiveInteger("maxTokens", 128);
        var preparation =
                new TextPreparation(maxTokens, parameters.text("prefix", ""), parameters.texts("otherPrefixes"));
        // The file itself may ask to pad every text to its maximum; padding to the batch's longest is several times
        // cheaper and masked out all the same.
        var tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(directory.resolve(TOKENIZER))
                .optPadding(true)
                .optTruncation(true)
                .optMaxLength(maxTokens)
                .build();
        return new TextEmbedding(
                parameters.manifest(), tokenizer, preparation, pooling, textsARun(parameters, directory, maxTokens));
    }

    /** A text must not come out otherwise for the company it is in. */
    private static int textsARun(TaskParameters parameters, Path directory, int maxTokens) throws IOException {
        var graph = parameters.manifest().graphs().getFirst().graphFile();
        boolean alone = GraphSignature.read(directory.resolve(graph)).quantizedAtRun();
        return alone ? 1 : Math.max(1, TOKENS_A_RUN / maxTokens);
    }

    @Override
    public boolean runsTogether() {
        return textsARun > 1;
    }

    @Override
    protected TextInput prepare(Input input, Arena arena) throws BadInputException {
        var read = TextInput.read(input);
        return new TextInput(preparation.prepare(read.texts()), read.several());
    }

    /** All texts of all calls, one after another; runs know no bounds of calls. */
    @Override
    protected List<Answer> infer(Map<String, Model> graphs, List<TextInput> calls) throws TranslateException {
        var texts = calls.stream().flatMap(call -> call.texts().stream()).toList();
        var embeddings = embed(graphs, texts);
        var answers = new ArrayList<Answer>(calls.size());
        int from = 0;
        for (var call : calls) {
            int to = from + call.texts().size();
            answers.add(answer(call, Arrays.copyOfRange(embeddings, from, to)));
            from = to;
        }
        return List.copyOf(answers);
    }

    private Answer answer(TextInput call, float[][] embeddings) {
        var answer =
                call.several() ? new Embeddings(model, null, embeddings) : new Embeddings(model, embeddings[0], null);
        return Answer.json(JSON.writeValueAsBytes(answer));
    }

    private float[][] embed(Map<String, Model> graphs, List<String> texts) throws TranslateException {
        var runnable = graphs.get(graph);
        if (runnable == null) {
            throw new IllegalStateException("graph " + graph + " of " + model + " is not resident");
        }
        var embeddings = new float[texts.size()][];
        try (var predictor = runnable.newPredictor(new EmbeddingTranslator(tokenizer, pooling))) {
            for (int from = 0; from < embeddings.length; from += textsARun) {
                int to = Math.min(embeddings.length, from + textsARun);
                System.arraycopy(predictor.predict(texts.subList(from, to)), 0, embeddings, from, to - from);
            }
        }
        return embeddings;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @SuppressWarnings("ArrayRecordComponent") // only written
    private record Embeddings(String model, float @Nullable [] embedding, float @Nullable [][] embeddings) {}
}
