package dev.hearth.gateway;

import dev.hearth.messaging.LogConfiguration;
import dev.hearth.process.ParentWatch;
import dev.hearth.telemetry.trace.TracingConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The gateway's process. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import({LogConfiguration.class, TracingConfiguration.class})
public class GatewayApplication {

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        SpringApplication.run(GatewayApplication.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
