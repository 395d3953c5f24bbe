package dev.hearth.cli.cluster;

import java.util.Locale;

/**
 * GPUs that workers pretend to have.
 *
 * @param profiles {@code table1} or an absolute file: what models take on them
 * @param timeScale how many times faster than that everything goes
 * @param hostTier whether models lie in the nodes' host memory, and loads come from there
 * @param linkGigabytesPerSecond pace of a node's link, in 10^9 bytes/s
 */
record Emulation(String profiles, double timeScale, boolean hostTier, double linkGigabytesPerSecond) {

    /** The paper's GPUs: 7,800 MB for models, in 10^6 bytes as the simulator counts them. */
    static final String DEVICE_MEMORY = "7800000000B";

    Settings settings() {
        return Settings.of("hearth.worker.device.kind", "emulated")
                .with("hearth.worker.emulation.profiles", profiles)
                .with("hearth.worker.emulation.time-scale", number(timeScale))
                .with("hearth.worker.emulation.host-tier", hostTier)
                .with("hearth.worker.emulation.link-gbps", number(linkGigabytesPerSecond))
                .with("hearth.scheduler.time-scale", number(timeScale));
    }

    /** For the ready line. */
    String description() {
        return "emulated GPUs, time scale " + number(timeScale);
    }

    /** 5 as {@code 5}, 2.5 as {@code 2.5}. */
    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
