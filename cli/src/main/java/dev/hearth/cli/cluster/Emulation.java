package dev.hearth.cli.cluster;

import dev.hearth.cli.emulation.EmulatedFunctions;
import dev.hearth.costs.CostTable;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * GPUs that workers pretend to have.
 *
 * @param profiles {@code table1} or an absolute file: what models take on them
 * @param timeScale how many times faster than that everything goes
 * @param hostTier whether models lie in the nodes' host memory, and loads come from there
 * @param linkGigabytesPerSecond pace of a node's link, in 10^9 bytes/s
 */
record Emulation(String profiles, double timeScale, boolean hostTier, double linkGigabytesPerSecond) {

    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;

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

    /** One for each model of the table. */
    EmulatedFunctions functions() {
        return new EmulatedFunctions(CostTable.named(profiles).byModel());
    }

    /**
     * Finds out, before anything starts, whether each model of the table has room on a GPU.
     *
     * @param size the same as it was given
     * @throws IllegalArgumentException naming a model that has not
     */
    void requireRoom(double bytes, String size) {
        CostTable.named(profiles).byModel().forEach((model, cost) -> {
            if (cost.bytes() > bytes) {
                throw new IllegalArgumentException("model " + model + " of " + profiles + " takes "
                        + cost.bytes() / MEGABYTE + " MB (10^6 bytes); --device-memory " + size
                        + " is too small for it");
            }
        });
    }

    /** Pace of a node's link; empty if loads come from the repository. */
    OptionalDouble hostBytesPerSecond() {
        return hostTier ? OptionalDouble.of(linkGigabytesPerSecond * GIGABYTE) : OptionalDouble.empty();
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
