package dev.hearth.cli.endtoend;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of the gateway. Thread-safe. */
final class Caller implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final URI gateway;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Caller(URI gateway) {
        this.gateway = gateway;
    }

    /** Sends a text as {@code curl -d} does. */
    Answer invoke(String function, String text, String... headers) {
        return send(
                post(function, BodyPublishers.ofString(text))
                        .header("Content-Type", "application/x-www-form-urlencoded"),
                headers);
    }

    Answer invokeWithJson(String function, String json, String... headers) {
        return send(post(function, BodyPublishers.ofString(json)).header("Content-Type", "application/json"), headers);
    }

    Answer invoke(String function, String contentType, byte[] body) {
        return send(post(function, BodyPublishers.ofByteArray(body)).header("Content-Type", contentType));
    }

    /** Sends a body whose length is said first. */
    Answer invoke(String function, byte[] body, String... headers) {
        return send(post(function, BodyPublishers.ofByteArray(body)), headers);
    }

    /** Sends a body in chunks, its length not said. */
    Answer invokeInChunks(String function, byte[] body) {
        return send(post(function, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    }

    /** @param path or a whole address: of another server, then */
    Answer get(String path, String... headers) {
        return send(HttpRequest.newBuilder(gateway.resolve(path)), headers);
    }

    /** A management call. */
    Answer manage(String method, String path, String body) {
        return send(HttpRequest.newBuilder(gateway.resolve(path)).method(method, BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder post(String function, BodyPublisher body) {
        return HttpRequest.newBuilder(gateway.resolve("/function/" + function)).POST(body);
    }

    private Answer send(HttpRequest.Builder request, String... headers) {
        for (var i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return new Answer(http.send(request.timeout(LONGEST).build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError("no answer from " + request.build().uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
