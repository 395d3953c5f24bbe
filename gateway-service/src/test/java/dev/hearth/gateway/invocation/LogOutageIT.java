package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.EmbeddedBroker;
import dev.hearth.embedded.FreePorts;
import dev.hearth.gateway.GatewayApplication;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A gateway whose broker comes late, goes away and comes back. */
class LogOutageIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    private final int brokerPort = FreePorts.one();
    private final ConfigurableApplicationContext gateway;
    private final WebTestClient client;

    LogOutageIT() {
        gateway = new SpringApplicationBuilder(GatewayApplication.class)
                .web(WebApplicationType.REACTIVE)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:" + brokerPort,
                        "--spring.lifecycle.timeout-per-shutdown-phase=2s");
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port"))
                .responseTimeout(LONG)
                .build();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void waitsForALateBrokerAndComesBackAfterAnOutage() throws Exception {
        client.get().uri("/function/echo").exchange().expectStatus().isEqualTo(503);

        try (var broker = startBroker()) {
            createTopics();
            try (var worker = RunningGateway.worker(gateway)) {
                worker.start();
                worker.deploy("echo");
                await().atMost(LONG).until(() -> statusOfEcho() == 200);
                client.get()
                        .uri("/actuator/health/readiness")
                        .exchange()
                        .expectStatus()
                        .isOk();
            }
            broker.stop(Duration.ofSeconds(20));
        }

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

        try (var broker = startBroker();
                var worker = RunningGateway.worker(gateway)) {
            worker.start();
            await().atMost(LONG).until(() -> statusOfEcho() == 200);
            assertThat(broker.isAlive()).isTrue();
        }
    }

    private int statusOfEcho() {
        return client.get()
                .uri("/function/echo")
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    private ChildProcess startBroker() throws InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = EmbeddedBroker.command(
                java,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                ownClassPath(),
                folder.resolve("kafka"),
                brokerPort);
        var broker =
                ChildProcess.start(new ChildCommand("broker", command, Map.of(), folder.resolve("broker.log"), true));
        broker.awaitReady(() -> EmbeddedBroker.accepts(brokerPort), LONG);
        return broker;
    }

    private static List<Path> ownClassPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(Path::of)
                .toList();
    }

    private void createTopics() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + brokerPort))) {
            var topics = Topics.all().stream()
                    .map(topic ->
                            new NewTopic(topic.name(), topic.localPartitions(), (short) 1).configs(topic.settings()))
                    .toList();
            admin.createTopics(topics).all().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
