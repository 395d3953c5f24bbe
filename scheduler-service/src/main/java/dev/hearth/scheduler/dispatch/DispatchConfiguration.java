package dev.hearth.scheduler.dispatch;

import dev.hearth.scheduler.SchedulerProperties;
import dev.hearth.scheduler.fleet.WorkerDirectory;
import dev.hearth.scheduler.intake.Intake;
import dev.hearth.scheduler.loop.CommandHandler;
import dev.hearth.scheduler.loop.EventInbox;
import dev.hearth.scheduler.loop.PredictionErrors;
import dev.hearth.scheduler.outcome.OutcomeLog;
import dev.hearth.scheduling.Event;
import dev.hearth.telemetry.trace.Tracing;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {

    @Bean
    Claims claims(
            ReactiveStringRedisTemplate redis,
            SchedulerProperties scheduler,
            DispatchProperties properties,
            DispatchMetrics metrics) {
        return new Claims(redis, scheduler.instance(), properties.claimsPerGpu(), metrics);
    }

    @Bean
    DispatchMetrics dispatchMetrics(MeterRegistry registry) {
        return new DispatchMetrics(registry);
    }

    @Bean
    Flights flights() {
        return new Flights();
    }

    @Bean
    QueueMetrics queueMetrics(
            Intake intake, Flights flights, PredictionErrors errors, ObjectProvider<PrometheusRegistry> prometheus) {
        var metrics = new QueueMetrics(intake, flights, errors);
        prometheus.ifAvailable(registry -> registry.register(metrics));
        return metrics;
    }

    /** The breakers' limits are {@code resilience4j.circuitbreaker.configs.default}; their state is an event to the core. */
    @Bean
    WorkerClient workerClient(CircuitBreakerRegistry breakers, DispatchProperties properties, EventInbox inbox) {
        breakers.getEventPublisher().onEntryAdded(added -> report(added.getAddedEntry(), inbox));
        return new WorkerClient(breakers, properties.loadTimeout());
    }

    @Bean
    Loads loads(
            Intake intake,
            WorkerDirectory workers,
            Claims claims,
            WorkerClient client,
            EventInbox inbox,
            SchedulerProperties scheduler) {
        return new Loads(intake, workers, claims, client, inbox, scheduler.instance());
    }

    @Bean
    CommandHandler commandHandler(
            Intake intake,
            WorkerDirectory workers,
            Claims claims,
            WorkerClient client,
            OutcomeLog outcomes,
            EventInbox inbox,
            Loads loads,
            Flights flights,
            DispatchMetrics metrics,
            Tracing tracing) {
        var journal = new DispatchJournal(intake, tracing);
        var dispatcher = new Dispatcher(intake, workers, claims, client, outcomes, inbox, journal, loads);
        return new ObservedCommands(dispatcher, flights, metrics);
    }

    private static void report(CircuitBreaker breaker, EventInbox inbox) {
        breaker.getEventPublisher().onStateTransition(transition -> {
            var worker = transition.getCircuitBreakerName();
            switch (transition.getStateTransition().getToState()) {
                case OPEN, FORCED_OPEN -> inbox.post(new Event.WorkerSuspended(worker));
                case CLOSED, HALF_OPEN, DISABLED, METRICS_ONLY -> inbox.post(new Event.WorkerResumed(worker));
            }
        });
    }

    /** In place of Spring Boot's own. */
    @Bean
    RedisHealth redisHealthIndicator(StringRedisTemplate redis) {
        return new RedisHealth(redis);
    }
}
