package dev.hearth.worker.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.MiniLm;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Published embedding models over device memory, against ONNX Runtime on their original files. */
@ParameterizedClass
@EnumSource
class EmbeddingModelsTest {

    private static final String GUITAR = "A man is playing a guitar on stage.";
    private static final String MUSIC = "Someone performs music with a guitar.";
    private static final String STOCKS = "The stock market fell sharply on Monday.";
    private static final String LONG = "The committee has not decided yet whether it will meet again. ".repeat(50);
    private static final int SIXTEEN_MEBI = 16 << 20;

    /** None of these may hold the GPU much longer than a text of ordinary length does. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    @TempDir
    private static Path directory;

    private static RequestedModel requested;

    private final PublishedEmbedding published;
    private ResidentModel model;

    EmbeddingModelsTest(PublishedEmbedding published) {
        this.published = published;
    }

    @BeforeEach
    void load() throws Exception {
        var own = directory.resolve(published.name());
        if (!own.toFile().exists()) {
            own.toFile().mkdirs();
            requested = published.importInto(own);
        }
        model = new OnnxModelLoader(new ModelRepository(own.resolve("models")), 1)
                .load(requested, new HostDevice(0, 128 << 20));
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void embedsAsPublished() throws Exception {
        for (var text : List.of(GUITAR, MUSIC, STOCKS, "Grüße aus Köln! 你好 \uD83D\uDE00", "x", LONG)) {
            assertThat(MiniLm.cosine(embed(text), published(text))).as(text).isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void givesVectorsOfUnitLength() throws Exception {
        var vector = embed(GUITAR);

        assertThat(vector).hasSize(384);
        assertThat(Math.sqrt(dot(vector, vector))).isBetween(0.9999, 1.0001);
    }

    @Test
    void putsRelatedSentencesCloserThanUnrelatedOnes() throws Exception {
        var guitar = embed(GUITAR);

        assertThat(MiniLm.cosine(guitar, embed(MUSIC))).isGreaterThan(MiniLm.cosine(guitar, embed(STOCKS)) + 0.1);
    }

    @Test
    void embedsATextAloneAsItDoesAmongOthers() throws Exception {
        var texts = List.of(GUITAR, "x", LONG, MUSIC, STOCKS, GUITAR, MUSIC, STOCKS, LONG, GUITAR);

        var together = embedAll(texts);

        assertThat(together).hasSize(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            assertThat(MiniLm.cosine(together.get(i), embed(texts.get(i)))).isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void embedsTheTextsOfSeveralCallsAsThoseOfEach() throws Exception {
        var calls = List.of(call(GUITAR), call(List.of(MUSIC, LONG)), call("x"), call(List.of(STOCKS)), call(GUITAR));
        assertThat(model.runsTogether()).isEqualTo(published == PublishedEmbedding.MINILM);

        var together = model.run(calls).results();

        assertThat(together).hasSameSizeAs(calls);
        for (int i = 0; i < calls.size(); i++) {
            var body = ((Task.Result.Answered) together.get(i)).answer().body();
            var alone = model.run(calls.get(i)).body();
            if (model.runsTogether()) {
                var expected = numbers(alone);
                assertThat(numbers(body)).hasSameSizeAs(expected).containsExactly(expected, within(1e-5));
            } else {
                assertThat(body).isEqualTo(alone);
            }
        }
    }

    @Test
    void aCallThatIsNotValidFailsAlone() {
        var results = model.run(
                        List.of(call(GUITAR), new Task.Input("application/json", "{}".getBytes(UTF_8)), call("x")))
                .results();

        assertThat(results.get(0)).isInstanceOf(Task.Result.Answered.class);
        assertThat(((Task.Result.Failed) results.get(1)).cause())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("without texts");
        assertThat(results.get(2)).isInstanceOf(Task.Result.Answered.class);
    }

    private static Task.Input call(String text) {
        return new Task.Input("text/plain", text.getBytes(UTF_8));
    }

    private static Task.Input call(List<String> texts) {
        return new Task.Input("application/json", JsonMapper.shared().writeValueAsBytes(texts));
    }

    /** Of all embeddings in an answer, one after another. */
    private static double[] numbers(byte[] answer) {
        var json = JsonMapper.shared().readTree(answer);
        var embeddings = json.has("embedding")
                ? Stream.of(json.get("embedding"))
                : json.get("embeddings").valueStream();
        return embeddings
                .flatMap(JsonNode::valueStream)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    @Test
    void isDoneWithTextsWithoutEndAtOnce() throws Exception {
        var endless = List.of(
                "a", " b", "   \t   \n        ", "\uD83D\uDE00", "e\u0301\u0316", "漢", "!", "각", "\u0000", "a b ");
        for (var filling : endless) {
            var text = "q" + filling.repeat((SIXTEEN_MEBI - 1) / filling.getBytes(StandardCharsets.UTF_8).length);
            long begun = System.nanoTime();

            var vector = embed(text);

            assertThat(vector).as("%x...", (int) filling.charAt(0)).hasSize(384);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("%x...", (int) filling.charAt(0))
                    .isLessThan(AT_ONCE);
        }
    }

    private float[] published(String text) throws Exception {
        return published.embed(directory.resolve(published.name()), text);
    }

    private float[] embed(String text) throws Exception {
        var answer = model.run(new Task.Input("text/plain", text.getBytes(StandardCharsets.UTF_8)));
        return floats(JsonMapper.shared().readTree(answer.body()).get("embedding"));
    }

    private List<float[]> embedAll(List<String> texts) throws Exception {
        var answer =
                model.run(new Task.Input("application/json", JsonMapper.shared().writeValueAsBytes(texts)));
        return JsonMapper.shared()
                .readTree(answer.body())
                .get("embeddings")
                .valueStream()
                .map(EmbeddingModelsTest::floats)
                .toList();
    }

    private static float[] floats(JsonNode array) {
        var floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.get(i).floatValue();
        }
        return floats;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
