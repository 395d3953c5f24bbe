package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.testing.LateBackends;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** A scheduler that starts before Kafka and Redis. */
@ExtendWith(OutputCaptureExtension.class)
class LateBackendsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(5);
    private static final String READINESS = "/actuator/health/readiness";

    private final HttpClient http = HttpClient.newHttpClient();
    private final LateBackends backends;
    private final ConfigurableApplicationContext scheduler;

    LateBackendsIT(@TempDir Path folder) {
        backends = new LateBackends(folder);
        scheduler = SpringApplication.run(
                SchedulerApplication.class,
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + backends.kafka(),
                "--spring.data.redis.url=" + backends.redis(),
                "--hearth.instance=scheduler-late");
    }

    @AfterEach
    void close() {
        scheduler.close();
        backends.close();
        http.close();
    }

    @Test
    void waitsForWhatIsMissingSaysSoQuietlyAndIsReadyOnceItIsThere(CapturedOutput output) throws Exception {
        var linesAtStart = output.getAll().lines().count();

        await("readiness that stays away")
                .during(A_WHILE)
                .atMost(LONG)
                .until(() -> get(READINESS).statusCode() == 503);

        assertThat(get(READINESS).body())
                .contains("Kafka", "hearth.workers", "hearth.functions", "hearth.invocations", "redis");
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(output.getAll().lines().count() - linesAtStart)
                .as("lines logged in the meantime")
                .isLessThan(20);

        backends.startBroker();
        backends.createTopics();
        await("all but Redis").atMost(LONG).until(() -> !get(READINESS).body().contains("Kafka"));
        assertThat(get(READINESS).statusCode()).isEqualTo(503);
        backends.startRedis();

        await("readiness").atMost(LONG).untilAsserted(() -> {
            var ready = get(READINESS);
            assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        });
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var address = "http://127.0.0.1:" + scheduler.getEnvironment().getProperty("local.server.port") + path;
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
