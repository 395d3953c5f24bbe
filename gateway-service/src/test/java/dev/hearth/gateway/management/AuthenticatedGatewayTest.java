package dev.hearth.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.GatewayApplication;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The whole gateway with credentials, in front of a registry played by the test, without Kafka. */
@SpringBootTest(
        classes = GatewayApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "hearth.gateway.management.user=admin",
            "hearth.gateway.management.password=secret",
            "spring.lifecycle.timeout-per-shutdown-phase=1s"
        })
class AuthenticatedGatewayTest {

    private static final AtomicInteger calls = new AtomicInteger();
    private static final DisposableServer registry = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> {
                calls.incrementAndGet();
                var seen = request.requestHeaders().get(HttpHeaders.AUTHORIZATION, "none");
                return response.sendString(Mono.just("authorization " + seen));
            })
            .bindNow();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void registryUrl(DynamicPropertyRegistry properties) {
        properties.add("hearth.gateway.registry-url", () -> "http://127.0.0.1:" + registry.port());
    }

    @AfterAll
    static void stopRegistry() {
        registry.disposeNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/system/functions", "/system/logs?name=embed", "/v1/models", "/v1/gpus", "/v1/invocations/1"})
    void keepsManagementCallsWithoutCredentialsFromTheRegistry(String path) {
        var before = calls.get();

        client().get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Restricted\"");

        assertThat(calls).hasValue(before);
    }

    @Test
    void passesManagementCallsWithCredentialsOn() {
        client().get()
                .uri("/system/functions")
                .headers(headers -> headers.setBasicAuth("admin", "secret"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("authorization none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/function/embed", "/healthz", "/actuator/health/liveness", "/actuator/prometheus"})
    void asksFunctionsCallersAndProbesForNothing(String path) {
        client().get()
                .uri(path)
                .exchange()
                .expectStatus()
                .value(status -> assertThat(status).isNotEqualTo(HttpStatus.UNAUTHORIZED.value()));
    }

    private WebTestClient client() {
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }
}
