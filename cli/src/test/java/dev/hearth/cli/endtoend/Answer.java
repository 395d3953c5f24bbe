package dev.hearth.cli.endtoend;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What an HTTP server of the cluster answered. */
record Answer(HttpResponse<byte[]> response) {

    private static final Pattern SPAN = Pattern.compile("([a-z]+);dur=([0-9.]+)");

    int status() {
        return response.statusCode();
    }

    byte[] body() {
        return response.body();
    }

    String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
        requireSuccess();
        return WireJson.mapper().readTree(response.body());
    }

    Answer requireSuccess() {
        if (status() != 200) {
            throw new AssertionError(response.request().method() + " " + response.uri() + " was answered with "
                    + status() + " " + text() + " " + response.headers().map());
        }
        return this;
    }

    String header(String name) {
        return response.headers()
                .firstValue(name)
                .orElseThrow(() -> new AssertionError(
                        "no header " + name + " among " + response.headers().map()));
    }

    /** Id of the invocation. */
    String id() {
        return header(HearthHeaders.INVOCATION);
    }

    /** As {@code Server-Timing} tells it. */
    Timing timing() {
        var spans = new HashMap<String, Double>();
        SPAN.matcher(header(HearthHeaders.SERVER_TIMING))
                .results()
                .forEach(span -> spans.put(span.group(1), Double.valueOf(span.group(2))));
        return new Timing(
                spans.get("queue"),
                spans.get("load"),
                spans.get("transfer"),
                spans.get("inference"),
                spans.get("total"));
    }

    float[] embedding() {
        return vector(json().get("embedding"));
    }

    float[][] embeddings() {
        return StreamSupport.stream(json().get("embeddings").spliterator(), false)
                .map(Answer::vector)
                .toArray(float[][]::new);
    }

    private static float[] vector(JsonNode numbers) {
        return WireJson.mapper().treeToValue(numbers, float[].class);
    }
}
