package dev.hearth.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.GatewayApplication;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Models on their way through the whole gateway to a registry played by the test. */
@SpringBootTest(
        classes = GatewayApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "hearth.gateway.registry-timeout=300ms",
            "spring.lifecycle.timeout-per-shutdown-phase=1s"
        })
class ImportRouteTest {

    /** More than the body of any invocation. */
    private static final byte[] MODEL = new byte[24 << 20];

    private static final byte[] BEGINNING = new byte[64 << 10];
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final CountDownLatch BEGUN = new CountDownLatch(1);
    private static final DisposableServer REGISTRY = registry();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void registryUrl(DynamicPropertyRegistry properties) {
        properties.add("hearth.gateway.registry-url", () -> "http://127.0.0.1:" + REGISTRY.port());
    }

    @AfterAll
    static void stopRegistry() {
        REGISTRY.disposeNow();
    }

    @Test
    void passesAModelOnWhileItComes() throws Exception {
        var rest = new InputStream() {

            private final InputStream bytes = new ByteArrayInputStream(MODEL);

            @Override
            public int read() throws IOException {
                throw new IOException("expected reads of many bytes");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                awaitBegun();
                return bytes.read(buffer, offset, length);
            }
        };
        var body = new SequenceInputStream(new ByteArrayInputStream(BEGINNING), rest);

        var answer = post("/v1/models?name=m", BodyPublishers.ofInputStream(() -> body));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).contains("/v1/models/m/1");
        assertThat(answer.body()).isEqualTo("/v1/models?name=m " + (BEGINNING.length + MODEL.length));
    }

    @Test
    void passesOnARefusalThatComesBeforeTheModelHasEnded() throws Exception {
        var answer = post("/v1/models?name=too-large", BodyPublishers.ofByteArray(MODEL));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("too large");
    }

    private HttpResponse<String> post(String path, BodyPublisher body) throws IOException, InterruptedException {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(LONGEST)
                    .POST(body)
                    .build();
            return client.send(request, BodyHandlers.ofString());
        }
    }

    /** The rest of the model is not sent before the registry has its beginning. */
    private static void awaitBegun() throws IOException {
        try {
            if (!BEGUN.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the beginning of the model did not reach the registry");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static DisposableServer registry() {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    if (request.uri().contains("too-large")) {
                        return response.status(413).sendString(Mono.just("too large"));
                    }
                    var bytes = new AtomicLong();
                    return request.receive()
                            .doOnNext(part -> {
                                bytes.addAndGet(part.readableBytes());
                                BEGUN.countDown();
                            })
                            .then(Mono.defer(() -> response.status(201)
                                    .header("Location", "/v1/models/m/1")
                                    .sendString(Mono.just(request.uri() + " " + bytes))
                                    .then()));
                })
                .bindNow();
    }
}
