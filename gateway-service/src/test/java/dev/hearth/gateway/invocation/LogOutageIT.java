package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.GatewayApplication;
import dev.hearth.testing.LateBackends;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A gateway whose broker comes late, goes away and comes back; there is no registry at all. */
@ExtendWith(OutputCaptureExtension.class)
class LogOutageIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private final LateBackends backends;
    private ConfigurableApplicationContext gateway;
    private WebTestClient client = WebTestClient.bindToServer().build();

    LogOutageIT(@TempDir Path folder) {
        backends = new LateBackends(folder);
    }

    @BeforeEach
    void start() {
        gateway = new SpringApplicationBuilder(GatewayApplication.class)
                .web(WebApplicationType.REACTIVE)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + backends.kafka(),
                        "--hearth.gateway.registry-url=http://127.0.0.1:1",
                        "--spring.lifecycle.timeout-per-shutdown-phase=2s");
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port"))
                .responseTimeout(LONG)
                .build();
    }

    @AfterEach
    void close() {
        gateway.close();
        backends.close();
    }

    @Test
    void waitsForALateBrokerAndComesBackAfterAnOutage(CapturedOutput output) throws Exception {
        assertWaitsAndSaysForWhat(output);

        backends.startBroker();
        backends.createTopics();
        try (var worker = RunningGateway.worker(gateway)) {
            worker.start();
            worker.deploy("echo");
            await().atMost(LONG).until(() -> status("/function/echo") == 200);
            assertThat(status("/actuator/health/readiness")).isEqualTo(200);
        }
        backends.stopBroker();

        client.get()
                .uri("/function/echo")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After")
                .expectHeader()
                .exists(HearthHeaders.INVOCATION)
                .expectBody(String.class)
                .value(text -> assertThat(text).containsAnyOf("ACCEPTANCE_UNKNOWN: ", "UNAVAILABLE: "));

        backends.startBroker();
        try (var worker = RunningGateway.worker(gateway)) {
            worker.start();
            await().atMost(LONG).until(() -> status("/function/echo") == 200);
        }
    }

    private void assertWaitsAndSaysForWhat(CapturedOutput output) {
        var linesAtStart = output.getAll().lines().count();

        await("readiness that stays away")
                .during(A_WHILE)
                .atMost(LONG)
                .until(() -> status("/actuator/health/readiness") == 503);

        assertThat(body("/actuator/health/readiness")).contains("Kafka", "hearth.functions", "hearth.results");
        assertThat(status("/actuator/health/liveness")).isEqualTo(200);
        assertThat(status("/function/echo")).isEqualTo(503);
        assertThat(status("/system/functions")).isEqualTo(503);
        assertThat(output.getAll().lines().count() - linesAtStart)
                .as("lines logged in the meantime")
                .isLessThan(20);
    }

    private int status(String path) {
        return client.get()
                .uri(path)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    private String body(String path) {
        return String.valueOf(client.get()
                .uri(path)
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }
}
