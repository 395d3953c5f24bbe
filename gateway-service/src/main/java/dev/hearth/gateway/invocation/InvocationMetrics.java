package dev.hearth.gateway.invocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import reactor.core.publisher.SignalType;

/** {@code gateway_function_invocation_total{function_name,code}}, of known functions only: labels stay bounded. */
final class InvocationMetrics {

    private static final String DISCONNECTED = "499";
    private static final String FAILED = "500";

    private final Meter.MeterProvider<Counter> invocations;

    InvocationMetrics(MeterRegistry registry) {
        invocations = Counter.builder("gateway.function.invocation")
                .description("Answers to invocations by HTTP status; 499 where the caller left")
                .withRegistry(registry);
    }

    /** @param function {@code name.namespace} */
    void ended(String function, SignalType how, @Nullable HttpStatusCode status) {
        invocations
                .withTags("function_name", function, "code", code(how, status))
                .increment();
    }

    private static String code(SignalType how, @Nullable HttpStatusCode status) {
        if (how == SignalType.CANCEL) {
            return DISCONNECTED;
        }
        return how == SignalType.ON_ERROR || status == null ? FAILED : Integer.toString(status.value());
    }
}
