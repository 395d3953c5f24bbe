package dev.hearth.scheduler;

import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.messaging.TopicTail;
import dev.hearth.testing.Backends;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** The scheduler process against real Kafka and real Redis; workers are doubles that speak the real protocol. */
@SuppressWarnings("unchecked")
abstract class RunningScheduler {

    static final ModelReference MODEL = new ModelReference("minilm", 1);
    static final Duration SOON = Duration.ofSeconds(20);

    final List<ResultRecord> results = new CopyOnWriteArrayList<>();
    final ObservedLoop loop = new ObservedLoop();
    ConfigurableApplicationContext scheduler;
    private TopicTail resultsTail;
    FakeWorker first;
    FakeWorker second;

    @BeforeEach
    void start() throws Exception {
        scheduler = startScheduler();
        resultsTail = new TopicTail(
                scheduler.getBean(ConsumerFactory.class),
                Topics.RESULTS,
                new TopicTail.Start.End(),
                record -> results.add(ResultCodec.read(record)));
        resultsTail.start();
        resultsTail.caughtUp().get(30, TimeUnit.SECONDS);
        first = new FakeWorker("worker-" + UUID.randomUUID(), this::producer, this::redis);
        second = new FakeWorker("worker-" + UUID.randomUUID(), this::producer, this::redis);
    }

    @AfterEach
    void stop() {
        resultsTail.close();
        first.close();
        second.close();
        scheduler.close();
    }

    ConfigurableApplicationContext startScheduler() {
        var application = new SpringApplication(SchedulerApplication.class);
        application.addInitializers(context -> context.getBeanFactory().addBeanPostProcessor(loop));
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--hearth.instance=scheduler-it",
                "--spring.kafka.bootstrap-servers=" + Backends.createTopics(),
                "--spring.data.redis.url=" + Backends.redis()));
        arguments.addAll(settings());
        var context = application.run(arguments.toArray(String[]::new));
        var health = context.getBean(
                "intakeHealthIndicator", org.springframework.boot.health.contributor.HealthIndicator.class);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> health.health().getStatus().equals(org.springframework.boot.health.contributor.Status.UP));
        return context;
    }

    /** What the test sets otherwise than the defaults. */
    List<String> settings() {
        return List.of();
    }

    KafkaTemplate<String, byte[]> producer() {
        return scheduler.getBean(KafkaTemplate.class);
    }

    StringRedisTemplate redis() {
        return scheduler.getBean(StringRedisTemplate.class);
    }

    String submit(String body, Duration deadline) {
        return submit(invocation(body, deadline, 100));
    }

    String submit(InvocationRecord invocation) {
        producer().send(InvocationCodec.write(invocation, "gateway-it", 0)).join();
        return invocation.id();
    }

    static InvocationRecord invocation(String body, Duration deadline, long modelBytes) {
        return invocation("embed", body, deadline, modelBytes);
    }

    static InvocationRecord invocation(String function, String body, Duration deadline, long modelBytes) {
        var id = UUID.randomUUID().toString();
        var now = System.currentTimeMillis();
        return new InvocationRecord(
                id,
                id,
                function,
                "openfaas-fn",
                1,
                MODEL,
                "digest",
                modelBytes,
                1,
                1,
                now,
                now + deadline.toMillis(),
                0,
                "text/plain",
                new Payload.Inline(body.getBytes(StandardCharsets.UTF_8)));
    }
}
