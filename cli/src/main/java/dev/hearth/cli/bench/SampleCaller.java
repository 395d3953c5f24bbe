package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.sample.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a sample with its own input and checks that it answers what is expected of it. */
final class SampleCaller {

    /** Quantised arithmetic differs a little between processors. */
    private static final double MOST_DIFFERENCE = 0.01;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(70);
    private static final int LONGEST_QUOTE = 200;

    private final GatewayClient gateway;
    private final String function;
    private final String contentType;
    private final byte[] input;
    private final JsonNode expected;

    SampleCaller(GatewayClient gateway, Sample sample) throws IOException {
        this.gateway = gateway;
        this.function = sample.function().service();
        this.contentType = sample.contentType();
        this.input = Files.readAllBytes(sample.input());
        this.expected =
                JsonMapper.shared().readTree(Files.readAllBytes(sample.folder().resolve("expected.json")));
    }

    /** @throws IOException if the answer is not a success, or not what is expected */
    void call() throws IOException {
        var headers = Map.of("Content-Type", List.of(contentType));
        var answer = gateway.send("POST", "/function/" + function, input, headers, LONGEST_CALL);
        var text = new String(answer.body(), StandardCharsets.UTF_8);
        if (!GatewayClient.isSuccess(answer)) {
            throw new IOException(function + " answered with status " + answer.statusCode() + ": " + quote(text));
        }
        var difference = difference("answer", read(text), expected);
        if (difference.isPresent()) {
            throw new IOException(function + " answered wrongly, " + difference.get());
        }
    }

    private JsonNode read(String text) throws IOException {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new IOException(function + " answered with what is not JSON: " + quote(text), e);
        }
    }

    /** The first place where two documents differ by more than numbers that are nearly the same. */
    static Optional<String> difference(String place, JsonNode actual, JsonNode expected) {
        if (expected.isNumber() && actual.isNumber()) {
            double most = MOST_DIFFERENCE * (1 + Math.abs(expected.doubleValue()));
            boolean near = Math.abs(actual.doubleValue() - expected.doubleValue()) <= most;
            return near ? Optional.empty() : differs(place, actual, expected);
        }
        if (!expected.isContainer() || actual.getNodeType() != expected.getNodeType()) {
            return actual.equals(expected) ? Optional.empty() : differs(place, actual, expected);
        }
        if (actual.size() != expected.size()) {
            return Optional.of(place + " has " + actual.size() + " entries, expected " + expected.size());
        }
        for (var property : expected.properties()) {
            var key = property.getKey();
            var inside = difference(place + "." + key, actual.path(key), property.getValue());
            if (inside.isPresent()) {
                return inside;
            }
        }
        for (int at = 0; expected.isArray() && at < expected.size(); at++) {
            var inside = difference(place + "[" + at + "]", actual.path(at), expected.path(at));
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> differs(String place, JsonNode actual, JsonNode expected) {
        return Optional.of(place + " is " + quote(actual.toString()) + ", expected " + quote(expected.toString()));
    }

    private static String quote(String text) {
        return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    }
}
