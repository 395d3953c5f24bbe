package dev.hearth.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.GatewayApplication;
import dev.hearth.gateway.function.CataloguePosition;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** The whole gateway in front of a registry played by the test, without Kafka. */
@SpringBootTest(
        classes = GatewayApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "hearth.gateway.registry-timeout=300ms",
            "spring.lifecycle.timeout-per-shutdown-phase=1s"
        })
class ManagementRoutesTest {

    private static final Duration REGISTRY_TIMEOUT = Duration.ofMillis(300);
    private static final Sinks.Many<String> followed = Sinks.many().unicast().onBackpressureBuffer();

    private static DisposableServer registry = registry(0);

    @LocalServerPort
    private int port;

    private final CataloguePosition position;
    private WebTestClient client = WebTestClient.bindToServer().build();

    ManagementRoutesTest(@Autowired CataloguePosition position) {
        this.position = position;
    }

    @DynamicPropertySource
    static void registryUrl(DynamicPropertyRegistry properties) {
        properties.add("hearth.gateway.registry-url", () -> "http://127.0.0.1:" + registry.port());
    }

    @BeforeEach
    void connect() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stopRegistry() {
        registry.disposeNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system/functions?namespace=blue",
                "/system/function/embed",
                "/v1/models",
                "/v1/models/minilm/1",
                "/v1/gpus",
                "/v1/invocations/4711/explain"
            })
    void passesManagementCallsOn(String path) {
        client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("GET " + path + " ");
    }

    @Test
    void passesADeletesBodyOn() {
        client.method(org.springframework.http.HttpMethod.DELETE)
                .uri("/system/functions")
                .bodyValue("{\"functionName\":\"embed\"}")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("DELETE /system/functions {\"functionName\":\"embed\"}");
    }

    @Test
    void tellsNobodyWhereAChangeLiesInTheLog() {
        position.moveTo(7);

        client.put()
                .uri("/system/changed")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .doesNotExist(HearthHeaders.CATALOGUE_OFFSET);
    }

    @Test
    void passesEachLineOfALogOnAsItComes() {
        // The answer begins with it.
        followed.tryEmitNext("{\"line\":1}\n").orThrow();
        var lines = client.get()
                .uri("/system/followed")
                .exchange()
                .returnResult(String.class)
                .getResponseBody();

        StepVerifier.create(lines)
                .expectNext("{\"line\":1}")
                // Longer ago than an answer may take to begin.
                .thenAwait(REGISTRY_TIMEOUT.plusMillis(200))
                .then(() -> followed.tryEmitNext("{\"line\":2}\n").orThrow())
                .expectNext("{\"line\":2}")
                .then(() -> followed.tryEmitComplete().orThrow())
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void answers503WhileTheRegistryIsStoppedAndGoesOnAfterwards() {
        var registryPort = registry.port();
        registry.disposeNow();

        try {
            unavailable("/system/functions", MediaType.TEXT_PLAIN, "cannot be reached");
            unavailable("/v1/gpus", MediaType.APPLICATION_PROBLEM_JSON, "cannot be reached");
        } finally {
            registry = registry(registryPort);
        }

        client.get().uri("/system/functions").exchange().expectStatus().isOk();
    }

    @Test
    void answers503ForARegistryThatIsTooSlow() {
        unavailable("/system/slow", MediaType.TEXT_PLAIN, "does not answer in time");
        unavailable("/v1/models/slow", MediaType.APPLICATION_PROBLEM_JSON, "does not answer in time");
    }

    @Test
    void passesTheRegistrysOwnErrorsOn() {
        client.get()
                .uri("/system/broken")
                .exchange()
                .expectStatus()
                .isEqualTo(500)
                .expectBody(String.class)
                .isEqualTo("out of order");
    }

    @Test
    void isNotReadyAndSaysWhyWhileTheLogIsAway() {
        client.get().uri("/healthz").exchange().expectStatus().isEqualTo(503);
        client.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
        client.get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .jsonPath("$.components.catalogue.details.reason")
                .value(String.class, reason -> assertThat(reason).contains("hearth.functions"))
                .jsonPath("$.components.results.details.reason")
                .value(String.class, reason -> assertThat(reason).contains("hearth.results partition"));
    }

    @Test
    void takesNoInvocationsWhileTheLogIsAway() {
        client.post()
                .uri("/function/embed")
                .bodyValue("a text")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", 1)
                .expectBody(String.class)
                .value(text -> assertThat(text).startsWith("UNAVAILABLE: ").contains("catalogue"));
    }

    private void unavailable(String path, MediaType type, String why) {
        client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", 1)
                .expectHeader()
                .contentTypeCompatibleWith(type)
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("UNAVAILABLE").contains(why));
    }

    private static DisposableServer registry(int port) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .handle((request, response) -> {
                    if (request.uri().endsWith("/slow")) {
                        return Mono.never();
                    }
                    if (request.uri().endsWith("/broken")) {
                        return response.status(500).sendString(Mono.just("out of order"));
                    }
                    if (request.uri().endsWith("/changed")) {
                        return response.status(202)
                                .header(HearthHeaders.CATALOGUE_OFFSET, "7")
                                .send();
                    }
                    if (request.uri().endsWith("/followed")) {
                        return response.header("Content-Type", "application/x-ndjson")
                                .send(
                                        followed.asFlux()
                                                .map(line -> Unpooled.copiedBuffer(line, StandardCharsets.UTF_8)),
                                        line -> true);
                    }
                    return response.sendString(request.receive()
                            .aggregate()
                            .asString()
                            .defaultIfEmpty("")
                            .map(body -> request.method() + " " + request.uri() + " " + body));
                })
                .bindNow();
    }
}
