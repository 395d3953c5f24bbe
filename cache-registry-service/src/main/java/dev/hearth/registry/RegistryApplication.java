package dev.hearth.registry;

import dev.hearth.messaging.LogConfiguration;
import dev.hearth.process.ParentWatch;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** Starts the cache registry. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(LogConfiguration.class)
public class RegistryApplication {

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        SpringApplication.run(RegistryApplication.class, arguments);
    }
}
