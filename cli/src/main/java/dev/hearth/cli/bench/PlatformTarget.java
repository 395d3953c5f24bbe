package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.ServerTiming;
import dev.hearth.contracts.invocation.HearthHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A function behind a gateway, over HTTP/1.1 with connections that are kept. */
final class PlatformTarget implements Target, AutoCloseable {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final URI function;
    private final String contentType;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST_CONNECT)
            .build();

    PlatformTarget(URI gateway, String function, String contentType) {
        this.function = gateway.resolve("/function/" + function);
        this.contentType = contentType;
    }

    @Override
    public Answer call(byte[] request) throws IOException, InterruptedException {
        var call = HttpRequest.newBuilder(function)
                .timeout(LONGEST_CALL)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(request))
                .build();
        var answer = http.send(call, BodyHandlers.ofByteArray());
        if (answer.statusCode() != OK) {
            throw new IOException(
                    "status " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return new Answer(
                answer.body(),
                answer.headers()
                        .firstValue(HearthHeaders.SERVER_TIMING)
                        .map(ServerTiming::parse)
                        .orElse(null));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
