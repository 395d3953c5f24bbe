package dev.hearth.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Different requests to the no-op model, and the check of their answers. Thread-safe.
 *
 * <p>The first good answer to a request is read; later ones that are the same to the byte need not be read again, which
 * keeps the check out of what is measured.
 */
final class NoopRequests implements Requests {

    private static final int COUNT = 16;
    private static final int LONGEST_QUOTE = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final byte[][] bodies = new byte[COUNT][];
    private final float[][] expected = new float[COUNT][];
    private final AtomicReferenceArray<byte[]> good = new AtomicReferenceArray<>(COUNT);

    NoopRequests() {
        for (var request = 0; request < COUNT; request++) {
            var input = new float[NoopModel.ELEMENTS];
            for (var at = 0; at < input.length; at++) {
                // Exact in binary and in decimal, so that answers can be compared exactly too.
                input[at] = request + at / 8f;
            }
            bodies[request] = JSON.writeValueAsBytes(Map.of(
                    "inputs",
                    List.of(Map.of(
                            "name",
                            NoopModel.INPUT,
                            "shape",
                            List.of(1, NoopModel.ELEMENTS),
                            "datatype",
                            "FP32",
                            "data",
                            input))));
            expected[request] = NoopModel.expected(input);
        }
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] body(long number) {
        return bodies[index(number)];
    }

    @Override
    public void check(long number, byte[] answer) throws IOException {
        var request = index(number);
        var known = good.get(request);
        if (known != null && Arrays.equals(known, answer)) {
            return;
        }
        if (!Arrays.equals(expected[request], output(answer))) {
            throw new IOException("a wrong answer: " + quote(answer));
        }
        good.set(request, answer);
    }

    private static float[] output(byte[] answer) throws IOException {
        try {
            var data = JSON.readTree(answer).path("outputs").path(0).path("data");
            var values = new float[data.size()];
            for (var at = 0; at < values.length; at++) {
                values[at] = data.get(at).floatValue();
            }
            return values;
        } catch (JacksonException e) {
            throw new IOException("an answer that is no tensor: " + quote(answer), e);
        }
    }

    private static String quote(byte[] answer) {
        var text = new String(answer, StandardCharsets.UTF_8);
        return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    }

    private static int index(long number) {
        return (int) Math.floorMod(number, (long) COUNT);
    }
}
