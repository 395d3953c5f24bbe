package dev.hearth.registry;

import dev.hearth.testing.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service against real Kafka and Redis, one per test JVM, and calls to it. */
public final class RunningRegistry {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final Path models;

    private RunningRegistry(ConfigurableApplicationContext context, Path models) {
        this.context = context;
        this.models = models;
    }

    /** The shared one. */
    public static RunningRegistry get() {
        return Holder.SHARED;
    }

    /** A further one beside it, for a test to close. */
    public static RunningRegistry start(String instance, Path models) {
        var settings = Map.<String, Object>of(
                "spring.kafka.bootstrap-servers",
                Backends.kafka(),
                "spring.data.redis.url",
                Backends.redis(),
                "server.port",
                "0",
                "hearth.instance",
                instance,
                "hearth.models.directory",
                models.toString(),
                // Who follows a log and has left is found out by it.
                "hearth.logs.keep-alive",
                "1s");
        var context = new SpringApplicationBuilder(RegistryApplication.class)
                .initializers(created ->
                        created.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings)))
                .run();
        return new RunningRegistry(context, models);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The model repository's directory. */
    public Path models() {
        return models;
    }

    public void close() {
        context.close();
    }

    /** {@code http://HOST:PORT}. */
    public String address() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    /** A call with a body as curl -d sends it, without a JSON type. */
    public Answer call(String method, String path, @Nullable String body, String... headers) {
        return send(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** The same with any bytes. */
    public Answer send(String method, String path, byte @Nullable [] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(address() + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a call answered. */
    public record Answer(int status, String body, String contentType, HttpHeaders headers) {

        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    private static final class Holder {
        static final RunningRegistry SHARED = start("registry-test", temporaryDirectory());
    }

    private static Path temporaryDirectory() {
        try {
            var directory = Files.createTempDirectory("hearth-models");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
