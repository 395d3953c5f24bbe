package dev.hearth.worker;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who this process is.
 *
 * @param instance the worker's name, unique in the cluster; key of its records and part of its GPUs' ids
 */
@ConfigurationProperties("hearth")
public record WorkerIdentity(String instance) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public WorkerIdentity {
        if (!NAME.matcher(instance).matches()) {
            throw new IllegalArgumentException("hearth.instance '" + instance + "' does not match " + NAME);
        }
    }

    /** A GPU's id, {@code WORKER/INDEX}. */
    public String gpuId(int index) {
        return instance + "/" + index;
    }
}
