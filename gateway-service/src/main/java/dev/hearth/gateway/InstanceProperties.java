package dev.hearth.gateway;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who this process is.
 *
 * @param instance its name, unique among the gateways; it signs the records that the gateway appends
 */
@ConfigurationProperties("hearth")
public record InstanceProperties(
        @DefaultValue("gateway-1") String instance,
        @DefaultValue TopicLayout topics) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public InstanceProperties {
        if (!NAME.matcher(instance).matches()) {
            throw new IllegalArgumentException("hearth.instance '" + instance + "' does not match " + NAME);
        }
    }

    /** @param production whether the topics have a replicated cluster's partitions instead of a single machine's */
    public record TopicLayout(@DefaultValue("false") boolean production) {}
}
