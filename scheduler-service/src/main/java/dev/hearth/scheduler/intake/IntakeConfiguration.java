package dev.hearth.scheduler.intake;

import dev.hearth.scheduler.fleet.FleetTail;
import dev.hearth.scheduler.hint.HintTail;
import dev.hearth.scheduler.loop.EventInbox;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    @Bean
    Intake intake(IntakeProperties properties) {
        return new Intake(properties, Clock.systemUTC());
    }

    @Bean
    InvocationConsumer invocationConsumer(
            ConsumerFactory<String, byte[]> consumers,
            KafkaTemplate<String, byte[]> producer,
            Intake intake,
            IntakeProperties properties,
            ReactiveStringRedisTemplate redis,
            EventInbox inbox,
            FleetTail fleet,
            HintTail hints) {
        return new InvocationConsumer(
                consumers,
                producer,
                intake,
                new OffsetCommits(properties.commitInterval()),
                new RecoveredOutcomes(redis),
                inbox::post,
                CompletableFuture.allOf(fleet.read(), hints.read()));
    }

    @Bean
    HealthIndicator intakeHealthIndicator(InvocationConsumer consumer) {
        return () -> consumer.assigned()
                ? Health.up().build()
                : Health.down()
                        .withDetail(
                                "reason",
                                "no partition of hearth.invocations is assigned: Kafka, the topic or the consumer group's"
                                        + " coordinator is not there")
                        .build();
    }
}
