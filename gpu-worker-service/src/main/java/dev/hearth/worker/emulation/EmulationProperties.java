package dev.hearth.worker.emulation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How emulated GPUs behave.
 *
 * @param profiles what models take: {@code table1}, the paper's Table I, or a CSV file of
 *     {@code model,mb,load_s,inference_s} and, for the host tier, {@code weights_mib}
 * @param timeScale every emulated duration is divided by it, above 0 to 1000
 * @param hostTier whether all models of the repository lie in this node's host memory; a load then takes 5 ms and its
 *     weights' way over the node's link
 * @param linkGbps pace of that link, in 10^9 bytes/s
 * @param jitter each duration varies evenly by so much of itself, 0 to below 1
 * @param seed of the jitter
 */
@ConfigurationProperties("hearth.worker.emulation")
record EmulationProperties(
        @DefaultValue("table1") String profiles,
        @DefaultValue("1.0") double timeScale,
        @DefaultValue("false") boolean hostTier,
        @DefaultValue("12") double linkGbps,
        @DefaultValue("0.0") double jitter,
        @DefaultValue("1") long seed) {

    private static final double FASTEST = 1_000;

    EmulationProperties {
        if (!(timeScale > 0 && timeScale <= FASTEST)) {
            throw new IllegalArgumentException(
                    "hearth.worker.emulation.time-scale " + timeScale + " is not above 0 and at most " + FASTEST);
        }
        if (!(linkGbps > 0 && linkGbps < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("hearth.worker.emulation.link-gbps " + linkGbps + " is not above 0");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException(
                    "hearth.worker.emulation.jitter " + jitter + " is not within 0 and below 1");
        }
    }
}
