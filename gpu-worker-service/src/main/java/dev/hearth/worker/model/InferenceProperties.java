package dev.hearth.worker.model;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How models run on the CPU.
 *
 * @param threads that one inference uses, at most 256; 0 means the machine's cores divided by the devices
 */
@ConfigurationProperties("hearth.worker.inference")
record InferenceProperties(@DefaultValue("0") int threads) {

    InferenceProperties {
        if (threads < 0 || threads > 256) {
            throw new IllegalArgumentException(
                    "hearth.worker.inference.threads " + threads + " is not within 0 and 256");
        }
    }

    int threads(int devices) {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / devices);
    }
}
