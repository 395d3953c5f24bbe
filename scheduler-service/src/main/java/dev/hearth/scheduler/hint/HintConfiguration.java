package dev.hearth.scheduler.hint;

import dev.hearth.scheduler.loop.EventInbox;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
class HintConfiguration {

    @Bean
    HintTail hintTail(ConsumerFactory<String, byte[]> consumers, EventInbox inbox) {
        return new HintTail(consumers, inbox::post);
    }

    @Bean
    HealthIndicator hintsHealthIndicator(HintTail hints) {
        return () -> hints.read().isDone()
                ? Health.up().build()
                : Health.down()
                        .withDetail(
                                "reason", "hearth.functions is not read to its end: Kafka or the topic is not there")
                        .build();
    }
}
