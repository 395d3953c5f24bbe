package dev.hearth.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.GatewayApplication;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The whole gateway before two registries played by the test, of which one or both are away. */
@SpringBootTest(
        classes = GatewayApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.kafka.bootstrap-servers=127.0.0.1:1", "spring.lifecycle.timeout-per-shutdown-phase=1s"})
class RegistryFailoverTest {

    /** More than fits into the buffers on the way. */
    private static final byte[] MODEL = new byte[8 << 20];

    private static final AtomicInteger BROKEN = new AtomicInteger();

    private static volatile String breaking = "first";

    private static DisposableServer first = registry("first", 0);
    private static DisposableServer second = registry("second", 0);
    private static final int FIRST_PORT = first.port();
    private static final int SECOND_PORT = second.port();

    @LocalServerPort
    private int port;

    private WebTestClient client = WebTestClient.bindToServer().build();

    @DynamicPropertySource
    static void registryUrls(DynamicPropertyRegistry properties) {
        properties.add(
                "hearth.gateway.registry-url",
                () -> "http://127.0.0.1:" + FIRST_PORT + ",http://127.0.0.1:" + SECOND_PORT);
    }

    @BeforeEach
    void bothRunAndTheFirstIsCalled() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        if (first.isDisposed()) {
            first = registry("first", FIRST_PORT);
        }
        if (second.isDisposed()) {
            second = registry("second", SECOND_PORT);
        }
        breaking = "second";
        answer(HttpMethod.GET, "/v1/models/breaks");
        breaking = "first";
        BROKEN.set(0);
    }

    @AfterAll
    static void stop() {
        first.disposeNow();
        second.disposeNow();
    }

    @Test
    void staysWithTheRegistryThatItReached() {
        first.disposeNow();
        assertThat(answer(HttpMethod.GET, "/v1/gpus")).isEqualTo("second GET /v1/gpus 0");

        first = registry("first", FIRST_PORT);

        assertThat(answer(HttpMethod.GET, "/system/functions?namespace=a"))
                .isEqualTo("second GET /system/functions?namespace=a 0");
    }

    @Test
    void sendsAWholeModelToTheOtherOne() {
        first.disposeNow();

        var answer = client.post()
                .uri("/v1/models?name=m")
                .bodyValue(MODEL)
                .exchange()
                .expectBody(String.class)
                .returnResult();

        assertThat(answer.getResponseBody()).isEqualTo("second POST /v1/models?name=m " + MODEL.length);
    }

    @Test
    void readsAgainWhereAConnectionBroke() {
        assertThat(answer(HttpMethod.GET, "/v1/models/breaks")).isEqualTo("second GET /v1/models/breaks 0");
        assertThat(BROKEN).hasValue(1);
    }

    @Test
    void changesNothingTwiceWhereAConnectionBroke() {
        client.delete().uri("/v1/models/breaks").exchange().expectStatus().isEqualTo(503);

        assertThat(BROKEN).hasValue(1);
    }

    @Test
    void says503WhenNoneCanBeReached() {
        first.disposeNow();
        second.disposeNow();

        client.get().uri("/v1/gpus").exchange().expectStatus().isEqualTo(503);
        client.post()
                .uri("/system/functions")
                .bodyValue("{}")
                .exchange()
                .expectStatus()
                .isEqualTo(503);
    }

    private String answer(HttpMethod method, String path) {
        return String.valueOf(client.method(method)
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }

    /** Answers with its name and what it was asked; one of the two breaks the connection of a call for what breaks. */
    private static DisposableServer registry(String name, int port) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                // Whoever is away keeps no connection.
                .maxKeepAliveRequests(1)
                .handle((request, response) -> {
                    if (name.equals(breaking) && request.uri().contains("breaks")) {
                        BROKEN.incrementAndGet();
                        response.withConnection(DisposableChannel::dispose);
                        return Mono.never();
                    }
                    return request.receive()
                            .map(part -> (long) part.readableBytes())
                            .reduce(0L, Long::sum)
                            .flatMap(bytes -> response.sendString(Mono.just(
                                            name + " " + request.method() + " " + request.uri() + " " + bytes))
                                    .then());
                })
                .bindNow();
    }
}
