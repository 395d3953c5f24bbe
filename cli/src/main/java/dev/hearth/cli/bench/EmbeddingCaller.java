package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the functions of {@link EmbeddingCopies} and checks what they answer. Thread-safe. */
final class EmbeddingCaller {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(70);
    private static final Map<String, List<String>> PLAIN = Map.of("Content-Type", List.of("text/plain"));
    private static final Map<String, List<String>> JSON = Map.of("Content-Type", List.of("application/json"));
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
        var answer = post(function, TEXTS.get(text).getBytes(StandardCharsets.UTF_8), PLAIN);
        check(text, read(function, answer.body()).path("embedding"));
        return outcome(answer);
    }

    /**
     * Asks a function for the embeddings of so many texts at once.
     *
     * @throws IOException as {@link #call}
     */
    CacheOutcome callWithMany(String function, int texts) throws IOException {
        var answer = post(function, many(texts), JSON);
        var embeddings = read(function, answer.body()).path("embeddings");
        if (embeddings.size() != texts) {
            throw new IOException(embeddings.size() + " embeddings of " + texts + " texts");
        }
        for (int at = 0; at < texts; at++) {
            check(at % TEXTS.size(), embeddings.path(at));
        }
        return outcome(answer);
    }

    private static byte[] many(int texts) {
        var all = IntStream.range(0, texts)
                .mapToObj(at -> TEXTS.get(at % TEXTS.size()))
                .toList();
        return JsonMapper.shared().writeValueAsBytes(Map.of("texts", all));
    }

    private HttpResponse<byte[]> post(String function, byte[] body, Map<String, List<String>> headers)
            throws IOException {
        var answer = gateway.send("POST", "/function/" + function, body, headers, LONGEST_CALL);
        if (!GatewayClient.isSuccess(answer)) {
            throw new IOException(
                    "status " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    private static CacheOutcome outcome(HttpResponse<byte[]> answer) throws IOException {
        return answer.headers()
                .firstValue(HearthHeaders.CACHE)
                .map(CacheOutcome::parse)
                .orElseThrow(() -> new IOException("an answer without " + HearthHeaders.CACHE));
    }

    private static JsonNode read(String function, byte[] body) throws IOException {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw new IOException("an answer that is not JSON", e);
        }
        if (!json.path("model").asString("").equals(function + ":1")) {
            throw new IOException(function + " was answered by " + json.path("model"));
        }
        return json;
    }

    private void check(int text, JsonNode embedding) throws IOException {
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
