package dev.hearth.gateway.invocation;

import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.GatewayApplication;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.result.Waiters;
import dev.hearth.testing.Backends;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The whole gateway on a real log, with a worker that the test plays and no registry. Classes share one gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SpringBootTest(
        classes = GatewayApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "hearth.gateway.registry-url=http://127.0.0.1:1",
            "hearth.gateway.body-stall-timeout=3s",
            "hearth.gateway.answer-stall-timeout=5s",
            "hearth.instance=gateway-it"
        })
abstract class RunningGateway {

    final WebTestClient client;
    final PlayedWorker worker;
    final FunctionCatalogue catalogue;
    final Waiters waiters;
    final Admission admission;
    final int port;

    RunningGateway(ApplicationContext gateway) {
        port = gateway.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        worker = worker(gateway);
        catalogue = gateway.getBean(FunctionCatalogue.class);
        waiters = gateway.getBean(Waiters.class);
        admission = gateway.getBean(Admission.class);
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(40))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(2 * Topics.BODY_LIMIT_BYTES))
                .build();
    }

    @DynamicPropertySource
    static void log(DynamicPropertyRegistry properties) {
        properties.add("spring.kafka.bootstrap-servers", Backends::createTopics);
    }

    @BeforeAll
    void deploy() {
        worker.start();
        for (var name : new String[] {"echo", "large", "twice", "fenced", "silent"}) {
            worker.deploy(name);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> catalogue.find(name).isPresent());
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> catalogue.isRead() && waiters.isReading());
    }

    @AfterAll
    void close() {
        worker.close();
    }

    /** Waits until the gateway holds no call and no body. */
    void awaitNobodyWaiting() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> waiters.size() == 0 && admission.waiting() == 0 && admission.bodyBytes() == 0);
    }

    static PlayedWorker worker(ApplicationContext gateway) {
        var producers = gateway.<KafkaTemplate<String, byte[]>>getBeanProvider(
                ResolvableType.forClassWithGenerics(KafkaTemplate.class, String.class, byte[].class));
        var consumers = gateway.<ConsumerFactory<String, byte[]>>getBeanProvider(
                ResolvableType.forClassWithGenerics(ConsumerFactory.class, String.class, byte[].class));
        return new PlayedWorker(producers.getObject(), consumers.getObject());
    }
}
