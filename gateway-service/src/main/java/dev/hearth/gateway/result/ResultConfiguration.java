package dev.hearth.gateway.result;

import dev.hearth.gateway.InstanceProperties;
import dev.hearth.messaging.BodyLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
class ResultConfiguration {

    @Bean
    Waiters waiters(ResultProperties properties, InstanceProperties instance) {
        return new Waiters(properties.partition(instance));
    }

    @Bean
    MeterBinder lateResultMetrics(Waiters waiters) {
        return registry -> FunctionCounter.builder("hearth.late.results", waiters, Waiters::lateResults)
                .description("Results of workers for which nobody waits any more")
                .register(registry);
    }

    /** Started and stopped by the tail. */
    @Bean(destroyMethod = "")
    BodyLog bodyLog(KafkaTemplate<String, byte[]> producer, ConsumerFactory<String, byte[]> consumers) {
        return new BodyLog(producer, consumers);
    }

    @Bean
    ResultsTail resultsTail(Waiters waiters, ConsumerFactory<String, byte[]> consumers, BodyLog bodies) {
        return new ResultsTail(waiters, consumers, bodies);
    }

    @Bean
    ResultsHealth resultsHealthIndicator(Waiters waiters, ResultsTail tail) {
        return new ResultsHealth(waiters, tail);
    }
}
