package dev.hearth.telemetry.trace;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where spans go, under Spring Boot's own names.
 *
 * @param endpoint that takes OTLP over HTTP, e.g. {@code http://127.0.0.1:4318/v1/traces}; absent: nothing is recorded
 * @param timeout of one export
 */
@ConfigurationProperties("management.opentelemetry.tracing.export.otlp")
record TracingProperties(
        @Nullable URI endpoint, @DefaultValue("10s") Duration timeout) {

    TracingProperties {
        if (endpoint != null && !endpoint.toString().isEmpty() && endpoint.getHost() == null) {
            throw new IllegalArgumentException("management.opentelemetry.tracing.export.otlp.endpoint is '" + endpoint
                    + "'; expected a URL such as http://127.0.0.1:4318/v1/traces");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "management.opentelemetry.tracing.export.otlp.timeout must be positive: " + timeout);
        }
    }

    boolean exports() {
        return endpoint != null && !endpoint.toString().isEmpty();
    }
}
