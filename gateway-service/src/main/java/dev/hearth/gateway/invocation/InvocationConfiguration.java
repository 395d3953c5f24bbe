package dev.hearth.gateway.invocation;

import dev.hearth.gateway.InstanceProperties;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.result.Waiters;
import dev.hearth.messaging.BodyLog;
import dev.hearth.telemetry.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class InvocationConfiguration {

    private static final String NAME = "name";

    /** Answered here for every method; Spring Cloud Gateway's own mapping comes after router functions. */
    @Bean
    RouterFunction<ServerResponse> invocationRoutes(InvocationHandler handler) {
        return RouterFunctions.route(
                RequestPredicates.path("/function/{" + NAME + "}/{*path}"),
                // The handler writes status and headers itself, when it knows them.
                request -> ServerResponse.ok()
                        .build((exchange, context) -> handler.handle(exchange, request.pathVariable(NAME))));
    }

    @Bean
    InvocationHandler invocationHandler(
            Gate gate,
            Invoker invoker,
            ResultBodies bodies,
            InvocationMetrics metrics,
            Tracing tracing,
            Scheduler deadlines,
            Clock clock) {
        return new InvocationHandler(gate, invoker, bodies, metrics, new CallTraces(tracing), deadlines, clock);
    }

    @Bean
    Gate gate(FunctionCatalogue catalogue, Waiters waiters, Admission admission) {
        return new Gate(catalogue, waiters, admission);
    }

    @Bean
    Invoker invoker(
            Waiters waiters,
            InvocationLog invocations,
            Tracing tracing,
            Scheduler deadlines,
            InvocationProperties properties,
            InstanceProperties instance) {
        return new Invoker(waiters, invocations, tracing, deadlines, properties, instance.instance());
    }

    @Bean
    InvocationLog invocationLog(
            KafkaTemplate<String, byte[]> producer,
            BodyLog bodies,
            ExecutorService sends,
            InstanceProperties instance) {
        return new InvocationLog(producer, bodies, sends, instance.instance());
    }

    @Bean
    ResultBodies resultBodies(BodyLog bodies, Scheduler deadlines) {
        return new ResultBodies(bodies, deadlines);
    }

    @Bean
    InvocationMetrics invocationMetrics(MeterRegistry registry) {
        return new InvocationMetrics(registry);
    }

    @Bean
    ServiceCount serviceCount(
            FunctionCatalogue catalogue, InvocationMetrics metrics, ObjectProvider<PrometheusRegistry> prometheus) {
        var count = new ServiceCount(catalogue, metrics);
        prometheus.ifAvailable(registry -> registry.register(count));
        return count;
    }

    /**
     * Threads for sends. A send may block for a second while Kafka is away; on virtual threads none waits for another.
     * Admission bounds them: two at most for each invocation that waits.
     */
    @Bean(destroyMethod = "close")
    ExecutorService sends() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("send-", 0).factory());
    }

    /** All deadlines; a deadline that is not needed any more leaves it at once. */
    @Bean(destroyMethod = "dispose")
    Scheduler deadlines() {
        return Schedulers.newSingle("deadlines", true);
    }
}
