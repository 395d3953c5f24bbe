package dev.hearth.gateway.invocation;

import dev.hearth.telemetry.metrics.BoundedLabel;
import dev.hearth.telemetry.metrics.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import reactor.core.publisher.SignalType;

/**
 * Calls by function, under the names that OpenFaaS gave them. Of known functions only, at most {@value
 * BoundedLabel#LIMIT} of them one by one: labels stay bounded, whatever callers ask for.
 */
final class InvocationMetrics {

    private static final String FUNCTION = "function_name";
    private static final String DISCONNECTED = "499";
    private static final String FAILED = "500";

    private final MeterRegistry registry;
    private final Meter.MeterProvider<Counter> started;
    private final Meter.MeterProvider<Counter> invocations;
    private final Meter.MeterProvider<Timer> durations;
    private final BoundedLabel functions = new BoundedLabel();

    InvocationMetrics(MeterRegistry registry) {
        this.registry = registry;
        started = Counter.builder("gateway.function.invocation.started")
                .description("Calls of functions that exist")
                .withRegistry(registry);
        invocations = Counter.builder("gateway.function.invocation")
                .description("Answers to invocations by HTTP status; 499 where the caller left")
                .withRegistry(registry);
        durations = Buckets.latency("gateway.functions")
                .description("From receipt of a call to its answer")
                .withRegistry(registry);
    }

    /** @param function {@code name.namespace} */
    void started(String function) {
        started.withTags(FUNCTION, functions.of(function)).increment();
    }

    /** @param function {@code name.namespace} */
    void ended(String function, SignalType how, @Nullable HttpStatusCode status, long elapsedNanos) {
        var label = functions.of(function);
        var code = code(how, status);
        invocations.withTags(FUNCTION, label, "code", code).increment();
        durations.withTags(FUNCTION, label, "code", code).record(Duration.ofNanos(elapsedNanos));
    }

    /** Drops the series of all other functions. */
    void retain(Collection<String> existing) {
        for (var gone : functions.retain(existing::contains)) {
            for (var name : new String[] {
                "gateway.function.invocation.started", "gateway.function.invocation", "gateway.functions"
            }) {
                registry.find(name).tag(FUNCTION, gone).meters().forEach(registry::remove);
            }
        }
    }

    private static String code(SignalType how, @Nullable HttpStatusCode status) {
        if (how == SignalType.CANCEL) {
            return DISCONNECTED;
        }
        return how == SignalType.ON_ERROR || status == null ? FAILED : Integer.toString(status.value());
    }
}
