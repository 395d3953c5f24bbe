package dev.hearth.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sentences of {@value #TOKENS} tokens; whatever company one is embedded in, its answer is nearly the first one to it. */
final class Sentences implements Requests {

    static final int TOKENS = 31;

    private static final List<String> TEXTS = List.of(
            "A man in a red coat is playing a guitar on a small wooden stage in front of a large crowd of people who sing"
                    + " along with him.",
            "The stock market fell very sharply on Monday after the central bank had said that it would raise interest"
                    + " rates once more before the end of the year.",
            "She bought three kilograms of apples and a loaf of fresh bread at the market near the old station, and then"
                    + " she took the last train home.",
            "The committee has not decided yet whether it will meet again in late spring, although most of its members"
                    + " have asked for a date since last autumn.");
    private static final int DIMENSIONS = 384;
    private static final double MOST_DIFFERENCE = 1e-3;

    private final Map<Integer, JsonNode> first = new ConcurrentHashMap<>();

    @Override
    public byte[] body(long number) {
        return JsonMapper.shared().writeValueAsBytes(TEXTS.get(index(number)));
    }

    @Override
    public void check(long number, byte[] answer) throws IOException {
        var embedding = embedding(answer);
        if (embedding.size() != DIMENSIONS) {
            throw new IOException("an embedding of " + embedding.size() + " dimensions, expected " + DIMENSIONS);
        }
        var expected = first.computeIfAbsent(index(number), _ -> embedding);
        for (int i = 0; i < DIMENSIONS; i++) {
            if (Math.abs(embedding.get(i).asDouble() - expected.get(i).asDouble()) > MOST_DIFFERENCE) {
                throw new IOException("another embedding of the same sentence");
            }
        }
    }

    private static JsonNode embedding(byte[] answer) throws IOException {
        try {
            return JsonMapper.shared().readTree(answer).path("embedding");
        } catch (JacksonException e) {
            throw new IOException("an answer that is not JSON: " + new String(answer, StandardCharsets.UTF_8), e);
        }
    }

    private static int index(long number) {
        return (int) Math.floorMod(number, (long) TEXTS.size());
    }
}
