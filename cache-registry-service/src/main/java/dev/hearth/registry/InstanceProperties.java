package dev.hearth.registry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who this process is.
 *
 * @param instance its name in records and answers, e.g. {@code registry-1}
 */
@ConfigurationProperties("hearth")
public record InstanceProperties(@DefaultValue("registry-1") String instance) {

    public InstanceProperties {
        if (instance.isBlank()) {
            throw new IllegalArgumentException("hearth.instance is blank; expected a name such as registry-1");
        }
    }
}
