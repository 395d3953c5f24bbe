package dev.hearth.telemetry.trace;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Gives a service its {@link Tracing}. Services import it; without an endpoint nothing of OpenTelemetry's SDK is loaded. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({TracingProperties.class, SamplingProperties.class})
public class TracingConfiguration {

    @Bean(destroyMethod = "close")
    SpanExport spanExport(TracingProperties properties, SamplingProperties sampling, Environment environment) {
        if (!properties.exports()) {
            return SpanExport.NONE;
        }
        var sender = new OtlpExport.Sender(
                environment.getProperty("spring.application.name", "hearth"),
                environment.getProperty("hearth.instance", ""));
        return OtlpExport.start(properties, sampling.probability(), sender);
    }

    @Bean
    Tracing tracing(SpanExport export) {
        return export.tracing();
    }
}
