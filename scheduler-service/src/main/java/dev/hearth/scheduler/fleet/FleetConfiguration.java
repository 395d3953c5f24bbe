package dev.hearth.scheduler.fleet;

import dev.hearth.scheduler.loop.EventInbox;
import java.time.Clock;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
class FleetConfiguration {

    @Bean
    WorkerDirectory workerDirectory() {
        return new WorkerDirectory();
    }

    @Bean
    FleetTail fleetTail(ConsumerFactory<String, byte[]> consumers, WorkerDirectory directory, EventInbox inbox) {
        return new FleetTail(consumers, Clock.systemUTC(), directory, inbox::post);
    }

    @Bean
    HealthIndicator fleetHealthIndicator(FleetTail fleet) {
        return () -> fleet.ready()
                ? Health.up().build()
                : Health.down()
                        .withDetail("reason", "hearth.workers is not read to its end: Kafka or the topic is not there")
                        .build();
    }
}
