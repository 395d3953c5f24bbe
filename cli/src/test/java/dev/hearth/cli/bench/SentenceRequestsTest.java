package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SentenceRequestsTest {

    private final SentenceRequests requests = new SentenceRequests("minilm-int8:1", Sentences.OF_21_TOKENS);

    @Test
    void sentencesHaveAsManyTokensAsTheySay() throws IOException {
        var file = Checkout.find().target("cli").resolve("models/minilm-int8/all-minilm-l6-v2-q-tokenizer.json");
        try (var tokenizer = HuggingFaceTokenizer.newInstance(file, Map.of("padding", "true", "truncation", "true"))) {
            Map.of(21, Sentences.OF_21_TOKENS, Sentences.LONG_TOKENS, Sentences.OF_31_TOKENS)
                    .forEach((tokens, sentences) -> assertThat(sentences)
                            .allSatisfy(sentence -> assertThat(
                                            tokenizer.encode(sentence).getTokens())
                                    .hasSize(tokens)
                                    .doesNotContain("[PAD]")));
        }
    }

    @Test
    void laterAnswersHaveToBeTheFirst() throws IOException {
        requests.check(0, answer("minilm-int8:1", 384, 0));
        requests.check(1, answer("minilm-int8:1", 384, 1));

        requests.check(4, answer("minilm-int8:1", 384, 0));

        assertThatThrownBy(() -> requests.check(0, answer("minilm-int8:1", 384, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("another embedding of the same sentence: ");
    }

    @Test
    void namesWhatIsWrongWithTheFirst() {
        assertThatThrownBy(() -> requests.check(0, answer("minilm:1", 384, 0)))
                .hasMessageStartingWith("an answer of another model than minilm-int8:1: ");
        assertThatThrownBy(() -> requests.check(0, answer("minilm-int8:1", 383, 0)))
                .hasMessageStartingWith("an answer without an embedding of 384 numbers: ");
        assertThatThrownBy(() -> requests.check(0, "sorry".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessage("an answer that is not JSON: sorry");
        assertThatThrownBy(() -> requests.check(0, answer("minilm-int8:1", new float[384])))
                .hasMessage("an embedding of length 0.0, expected 1");
    }

    /** A vector of length 1 along one of its dimensions. */
    private static byte[] answer(String model, int dimensions, int along) {
        var embedding = new float[dimensions];
        embedding[along] = 1;
        return answer(model, embedding);
    }

    private static byte[] answer(String model, float[] embedding) {
        return JsonMapper.shared().writeValueAsBytes(Map.of("model", model, "embedding", embedding));
    }
}
