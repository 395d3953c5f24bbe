package dev.hearth.cli.endtoend;

import static dev.hearth.cli.endtoend.OriginalMiniLm.cosine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The function that a new cluster comes with: what it answers is what its model says. */
@ExtendWith(SharedCluster.class)
class SampleFunctionIT {

    private static final int DIMENSION = 384;
    private static final double SAME = 0.9999;
    private static final List<String> TEXTS = List.of(
            "A man is playing a guitar",
            "Someone plays an instrument",
            "The stock market fell sharply on Monday, and nobody on the floor could say why.",
            "Grüße aus München – 你好");

    private final Caller caller;

    SampleFunctionIT(HearthCluster cluster) {
        this.caller = cluster.caller();
    }

    @Test
    void answersATextWithThe384NumbersThatItsModelGives() throws Exception {
        for (var text : TEXTS) {
            var answer = caller.invoke("embed", text);

            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.json().get("model").asString()).isEqualTo("minilm-int8:1");
            assertThat(answer.embedding()).as(text).hasSize(DIMENSION);
            assertThat(cosine(answer.embedding(), OriginalMiniLm.embed(List.of(text))[0]))
                    .as("cosine to ONNX Runtime on the original file: %s", text)
                    .isGreaterThanOrEqualTo(SAME);
        }
    }

    @Test
    void answersSeveralTextsInTheirOrder() throws Exception {
        var json = "[\"" + String.join("\",\"", TEXTS) + "\"]";

        for (var body : List.of(json, "{\"texts\":" + json + "}")) {
            var embeddings = caller.invokeWithJson("embed", body).embeddings();

            assertThat(embeddings).hasDimensions(TEXTS.size(), DIMENSION);
            for (var i = 0; i < embeddings.length; i++) {
                assertThat(cosine(embeddings[i], OriginalMiniLm.embed(List.of(TEXTS.get(i)))[0]))
                        .as("cosine to ONNX Runtime on the original file: %s", TEXTS.get(i))
                        .isGreaterThanOrEqualTo(SAME);
            }
        }
    }

    @Test
    void tellsRelatedSentencesFromUnrelatedOnes() {
        var guitar = caller.invoke("embed", TEXTS.get(0)).embedding();
        var instrument = caller.invoke("embed", TEXTS.get(1)).embedding();
        var market = caller.invoke("embed", TEXTS.get(2)).embedding();

        assertThat(cosine(guitar, instrument)).isGreaterThan(0.5);
        assertThat(cosine(guitar, market)).isLessThan(0.2);
    }

    @Test
    void saysWhatIsWrongWithAnInputThatItCannotRead() {
        var answer = caller.invokeWithJson("embed", "[1, 2]");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).startsWith("BAD_INPUT: ").contains("expected");
    }
}
