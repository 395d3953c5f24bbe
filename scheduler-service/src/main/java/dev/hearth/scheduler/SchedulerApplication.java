package dev.hearth.scheduler;

import dev.hearth.messaging.LogConfiguration;
import dev.hearth.process.ParentWatch;
import dev.hearth.telemetry.trace.TracingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The scheduler process. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({LogConfiguration.class, TracingConfiguration.class})
public class SchedulerApplication {

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        SpringApplication.run(SchedulerApplication.class, arguments);
    }
}
