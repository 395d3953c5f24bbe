package dev.hearth.scheduler.dispatch;

import dev.hearth.scheduler.SchedulerProperties;
import dev.hearth.scheduler.fleet.WorkerDirectory;
import dev.hearth.scheduler.intake.Intake;
import dev.hearth.scheduler.loop.EventInbox;
import dev.hearth.scheduler.outcome.OutcomeLog;
import dev.hearth.scheduling.Event;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {

    @Bean
    Claims claims(ReactiveStringRedisTemplate redis, SchedulerProperties scheduler, DispatchProperties properties) {
        return new Claims(redis, scheduler.instance(), properties.claimsPerGpu());
    }

    /** The breakers' limits are {@code resilience4j.circuitbreaker.configs.default}; their state is an event to the core. */
    @Bean
    WorkerClient workerClient(CircuitBreakerRegistry breakers, EventInbox inbox) {
        breakers.getEventPublisher().onEntryAdded(added -> report(added.getAddedEntry(), inbox));
        return new WorkerClient(breakers);
    }

    @Bean
    Dispatcher dispatcher(
            Intake intake,
            WorkerDirectory workers,
            Claims claims,
            WorkerClient client,
            OutcomeLog outcomes,
            EventInbox inbox) {
        return new Dispatcher(intake, workers, claims, client, outcomes, inbox);
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
