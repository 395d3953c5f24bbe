package dev.hearth.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sentences to be embedded, and the check of the embeddings. Thread-safe.
 *
 * <p>The first answer to a sentence has to be a vector of the right length; later ones have to be the same. Those that are
 * so to the byte are not read again, which keeps the check out of what is measured.
 */
final class SentenceRequests implements Requests {

    private static final int DIMENSIONS = 384;
    private static final double MOST_DIFFERENCE = 1e-3;
    private static final int LONGEST_QUOTE = 200;

    private final String model;
    private final byte[][] bodies;
    private final AtomicReferenceArray<byte[]> good;

    /** @param model that has to answer, {@code NAME:VERSION} */
    SentenceRequests(String model, List<String> sentences) {
        this.model = model;
        this.bodies = sentences.stream()
                .map(sentence -> sentence.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.good = new AtomicReferenceArray<>(bodies.length);
    }

    @Override
    public String contentType() {
        return "text/plain";
    }

    @Override
    public byte[] body(long number) {
        return bodies[index(number)];
    }

    @Override
    public void check(long number, byte[] answer) throws IOException {
        int sentence = index(number);
        var known = good.get(sentence);
        if (known != null && Arrays.equals(known, answer)) {
            return;
        }
        var embedding = embedding(answer);
        if (known == null) {
            requireUnitLength(embedding);
            good.set(sentence, answer);
            return;
        }
        var expected = embedding(known);
        for (int at = 0; at < DIMENSIONS; at++) {
            if (Math.abs(embedding.path(at).asDouble() - expected.path(at).asDouble()) > MOST_DIFFERENCE) {
                throw new IOException("another embedding of the same sentence: " + quote(answer));
            }
        }
    }

    private JsonNode embedding(byte[] answer) throws IOException {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(answer);
        } catch (JacksonException e) {
            throw new IOException("an answer that is not JSON: " + quote(answer), e);
        }
        if (!json.path("model").asString("").equals(model)) {
            throw new IOException("an answer of another model than " + model + ": " + quote(answer));
        }
        if (json.path("embedding").size() != DIMENSIONS) {
            throw new IOException("an answer without an embedding of " + DIMENSIONS + " numbers: " + quote(answer));
        }
        return json.path("embedding");
    }

    private static void requireUnitLength(JsonNode embedding) throws IOException {
        double squares = embedding
                .valueStream()
                .mapToDouble(value -> value.asDouble() * value.asDouble())
                .sum();
        if (!(Math.abs(squares - 1) <= MOST_DIFFERENCE)) {
            throw new IOException("an embedding of length " + Math.sqrt(squares) + ", expected 1");
        }
    }

    private static String quote(byte[] answer) {
        var text = new String(answer, StandardCharsets.UTF_8);
        return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    }

    private int index(long number) {
        return (int) Math.floorMod(number, (long) bodies.length);
    }
}
