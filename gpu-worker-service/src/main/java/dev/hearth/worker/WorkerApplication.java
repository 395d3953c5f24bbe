package dev.hearth.worker;

import dev.hearth.messaging.LogConfiguration;
import dev.hearth.process.ParentWatch;
import dev.hearth.telemetry.trace.TracingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The worker process. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({LogConfiguration.class, TracingConfiguration.class})
public class WorkerApplication {

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        // DJL's natives are inside its jars; without this it may look for others over the network.
        System.setProperty("ai.djl.offline", "true");
        SpringApplication.run(WorkerApplication.class, arguments);
    }
}
