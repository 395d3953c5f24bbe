package dev.hearth.scheduler.outcome;

import dev.hearth.scheduler.SchedulerProperties;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class OutcomeConfiguration {

    private static final int SENDERS = 2;
    private static final int WAITING_SENDS = 100_000;

    @Bean
    OutcomeLog outcomeLog(KafkaTemplate<String, byte[]> producer, SchedulerProperties scheduler) {
        return new OutcomeLog(
                producer,
                Schedulers.newBoundedElastic(SENDERS, WAITING_SENDS, "outcome-log"),
                scheduler.instance(),
                Clock.systemUTC());
    }
}
