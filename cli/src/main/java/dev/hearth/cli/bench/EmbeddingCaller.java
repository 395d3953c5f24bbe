package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the functions of {@link EmbeddingCopies} and checks what they answer. Thread-safe. */
final class EmbeddingCaller {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(70);
    private static final Map<String, List<String>> HEADERS = Map.of("Content-Type", List.of("text/plain"));
    private static final List<String> TEXTS = List.of(
            "A man is playing a guitar.",
            "Someone performs music with an instrument.",
            "The stock market fell sharply on Monday.",
            "She bought three kilograms of apples.");
    private static final int DIMENSIONS = 384;
    private static final double MOST_DIFFERENCE = 1e-3;

    private final GatewayClient gateway;
    private final Map<Integer, JsonNode> first = new ConcurrentHashMap<>();

    EmbeddingCaller(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * Asks a function for the embedding of a text.
     *
     * @param number chooses the text
     * @throws IOException if the answer is not a success, comes from another model, or is not what every copy answers
     */
    CacheOutcome call(String function, int number) throws IOException {
        int text = number % TEXTS.size();
        var body = TEXTS.get(text).getBytes(StandardCharsets.UTF_8);
        var answer = gateway.send("POST", "/function/" + function, body, HEADERS, LONGEST_CALL);
        if (!GatewayClient.isSuccess(answer)) {
            throw new IOException(
                    "status " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        check(function, text, answer.body());
        return answer.headers()
                .firstValue(HearthHeaders.CACHE)
                .map(CacheOutcome::parse)
                .orElseThrow(() -> new IOException("an answer without " + HearthHeaders.CACHE));
    }

    private void check(String function, int text, byte[] body) throws IOException {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw new IOException("an answer that is not JSON", e);
        }
        if (!json.path("model").asString("").equals(function + ":1")) {
            throw new IOException(function + " was answered by " + json.path("model"));
        }
        var embedding = json.path("embedding");
        var expected = first.computeIfAbsent(text, _ -> embedding);
        if (embedding.size() != DIMENSIONS || expected.size() != DIMENSIONS) {
            throw new IOException("an embedding of " + embedding.size() + " dimensions");
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            if (Math.abs(embedding.get(i).asDouble() - expected.get(i).asDouble()) > MOST_DIFFERENCE) {
                throw new IOException("another embedding of the same text");
            }
        }
    }
}
