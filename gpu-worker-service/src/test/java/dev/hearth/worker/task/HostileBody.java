package dev.hearth.worker.task;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A body that means harm to whoever reads JSON; made anew whenever it is asked for, so that many take little memory. */
record HostileBody(String name, Supplier<byte[]> content) {

    byte[] body() {
        return content.get();
    }

    /** Not valid for any task that takes JSON. */
    static Stream<HostileBody> json(int bytes) {
        return Stream.of(
                filled("deep arrays", "", "[", "", bytes),
                filled("deep objects", "", "{\"a\":", "", bytes),
                filled("deep in an ignored field", "{\"z\":", "[", "", bytes),
                filled("an endless string", "\"", "a", "", bytes),
                filled("an endless number", "", "9", "", bytes),
                filled("an endless name", "{\"", "a", "", bytes),
                filled("only spaces", "", " ", "", bytes),
                filled("many empty arrays", "[", "[],", "[]]", bytes),
                filled("many names", "{", "\"k\":0,", "\"k\":0}", bytes),
                new HostileBody("a huge number", () -> "1e999999999".getBytes(StandardCharsets.UTF_8)),
                new HostileBody("invalid UTF-8", () -> new byte[] {'"', (byte) 0xC3, 0x28, '"'}),
                new HostileBody("a byte of no alphabet", () -> new byte[] {(byte) 0xFF, (byte) 0xFE, 0x5B, 0}),
                new HostileBody("a control character", () -> "\"a\u0001b\"".getBytes(StandardCharsets.UTF_8)),
                new HostileBody("truncated", () -> "[\"a\",".getBytes(StandardCharsets.UTF_8)),
                new HostileBody("empty", () -> new byte[0]));
    }

    /** {@code filling} as often as it fits between the two. */
    static HostileBody filled(String name, String before, String filling, String after, int bytes) {
        return new HostileBody(name, () -> fill(before, filling, after, bytes));
    }

    private static byte[] fill(String before, String filling, String after, int bytes) {
        var unit = filling.getBytes(StandardCharsets.UTF_8);
        var start = before.getBytes(StandardCharsets.UTF_8);
        var end = after.getBytes(StandardCharsets.UTF_8);
        int times = (bytes - start.length - end.length) / unit.length;
        var body = Arrays.copyOf(start, start.length + times * unit.length + end.length);
        for (int i = 0; i < times; i++) {
            System.arraycopy(unit, 0, body, start.length + i * unit.length, unit.length);
        }
        System.arraycopy(end, 0, body, body.length - end.length, end.length);
        return body;
    }

    @Override
    public String toString() {
        return name;
    }
}
