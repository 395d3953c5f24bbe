package dev.hearth.cli.gateway;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls to one gateway. */
public final class GatewayClient implements AutoCloseable {

    /** Longest a management call may take. */
    public static final Duration MANAGEMENT_TIMEOUT = Duration.ofSeconds(60);

    private static final String INVOCATIONS = "/function/";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI gateway;
    private final Optional<Credentials> credentials;
    private final HttpClient http;

    public GatewayClient(URI gateway) {
        this(gateway, Optional.empty());
    }

    /** @param credentials are sent with management calls, not with invocations */
    public GatewayClient(URI gateway, Optional<Credentials> credentials) {
        this.gateway = gateway;
        this.credentials = credentials;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    public URI address() {
        return gateway;
    }

    /**
     * Reads JSON.
     *
     * @throws CommandFailedException on any answer but success
     */
    public JsonNode read(String path) {
        var answer = requireSuccess(send("GET", path, null, Map.of(), MANAGEMENT_TIMEOUT));
        try {
            return WireJson.mapper().readTree(answer.body());
        } catch (JacksonException e) {
            throw new CommandFailedException(
                    gateway + path + " did not answer with JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Sends a value as JSON, with a body also for DELETE. */
    public HttpResponse<byte[]> write(String method, String path, Object value) {
        return send(
                method,
                path,
                WireJson.mapper().writeValueAsBytes(value),
                Map.of("Content-Type", List.of("application/json")),
                MANAGEMENT_TIMEOUT);
    }

    /**
     * Posts a file as it is.
     *
     * @param sent is told how many bytes went out so far
     * @throws CommandFailedException when no answer came
     */
    public HttpResponse<byte[]> upload(String path, Path file, Duration longest, LongConsumer sent) {
        try {
            var body = BodyPublishers.ofInputStream(() -> new CountedFile(file, sent));
            var request = request(path)
                    .timeout(longest)
                    .header("Content-Type", "application/octet-stream")
                    .POST(BodyPublishers.fromPublisher(body, Files.size(file)))
                    .build();
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (java.net.http.HttpTimeoutException e) {
            throw new CommandFailedException(
                    "the gateway at " + gateway + " did not take " + file + " within " + longest.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new CommandFailedException(
                    file + " cannot be sent to the gateway at " + gateway + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    /** @throws CommandFailedException when no answer came */
    public HttpResponse<byte[]> send(
            String method, String path, byte @Nullable [] body, Map<String, List<String>> headers, Duration longest) {
        var request = request(path)
                .timeout(longest)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (java.net.http.HttpTimeoutException e) {
            throw new CommandFailedException(
                    "the gateway at " + gateway + " did not answer " + method + " " + path + " within "
                            + longest.toSeconds() + " s",
                    e);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    /**
     * Reads a text line by line as it comes, empty lines left out, until its end.
     *
     * @throws CommandFailedException on any answer but success, and where the answer breaks off
     */
    public void readLines(String path, Consumer<String> lines) {
        try {
            var answer = http.send(request(path).timeout(MANAGEMENT_TIMEOUT).build(), BodyHandlers.ofLines());
            try (var body = answer.body()) {
                if (answer.statusCode() / 100 != 2) {
                    throw new CommandFailedException(
                            Complaint.of(answer.statusCode(), body.collect(Collectors.joining("\n"))));
                }
                body.filter(line -> !line.isBlank()).forEach(lines);
            }
        } catch (UncheckedIOException e) {
            throw new CommandFailedException("the gateway at " + gateway + " broke its answer off", e);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    private CommandFailedException unreachable(IOException failure) {
        return new CommandFailedException(
                "the gateway at " + gateway + " cannot be reached; start one with 'hearth up', or name another with"
                        + " --gateway",
                failure);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(gateway.resolve(path));
        if (!path.startsWith(INVOCATIONS)) {
            credentials.ifPresent(known -> request.header("Authorization", known.authorization()));
        }
        return request;
    }

    /** @throws CommandFailedException in the server's own words unless the answer is a success */
    public static HttpResponse<byte[]> requireSuccess(HttpResponse<byte[]> answer) {
        if (!isSuccess(answer)) {
            throw new CommandFailedException(Complaint.of(answer));
        }
        return answer;
    }

    public static boolean isSuccess(HttpResponse<byte[]> answer) {
        return answer.statusCode() / 100 == 2;
    }

    @Override
    public void close() {
        http.close();
    }
}
