package dev.hearth.cli.cluster;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.costs.CostTable;
import dev.hearth.csv.BadFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether GPUs are emulated, and how. */
final class EmulationArguments {

    private static final String TABLE_1 = "table1";
    private static final double DEFAULT_LINK = 12;
    private static final double HIGHEST_SCALE = 1000;
    private static final double FASTEST_LINK = 10_000;

    @Option(
            names = "--emulate",
            paramLabel = "table1|FILE",
            description = "Emulate GPUs: models take the memory and the time that the paper's Table I says, or a CSV of"
                    + " model,mb,load_s,inference_s and, for --host-tier, weights_mib. All else is real.")
    private @Nullable String profiles;

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            description = "With --emulate: everything on the GPUs takes 1/X of its time, and schedulers know it"
                    + " (default: 1).")
    private @Nullable Double timeScale;

    @Option(
            names = "--host-tier",
            description =
                    "With --emulate: all models lie in the host memory of every worker, and loads come from there.")
    private boolean hostTier;

    @Option(
            names = "--link-gbps",
            paramLabel = "GB/S",
            description = "Pace of a worker's link, in 10^9 bytes/s: with --emulate to its GPUs (default: 12), with"
                    + " --device host from its host tier to its devices (default: as fast as memory is copied).")
    private @Nullable Double link;

    /**
     * Null unless asked for.
     *
     * @throws IllegalArgumentException naming what cannot be meant
     */
    @Nullable
    Emulation chosen(DeviceArguments.Kind kind) {
        var profiles = this.profiles == null && kind == DeviceArguments.Kind.EMULATED ? TABLE_1 : this.profiles;
        if (profiles == null) {
            requireNone(timeScale != null, "--time-scale");
            requireNone(hostTier, "--host-tier");
            if (link != null && kind != DeviceArguments.Kind.HOST) {
                throw new IllegalArgumentException(
                        "--link-gbps is for devices without a link of their own: it needs --emulate or --device host");
            }
            return null;
        }
        var scale = timeScale == null ? 1 : timeScale;
        if (!(scale > 0 && scale <= HIGHEST_SCALE)) {
            throw new IllegalArgumentException("--time-scale " + scale + " is not above 0 and at most 1000");
        }
        var file = file(profiles);
        checkTable(file);
        return new Emulation(file, scale, hostTier, link == null ? DEFAULT_LINK : pace(link));
    }

    /** The link that devices of host memory pretend to have; empty unless asked for. */
    OptionalDouble hostLink(DeviceArguments.Kind kind) {
        return link == null || kind != DeviceArguments.Kind.HOST
                ? OptionalDouble.empty()
                : OptionalDouble.of(pace(link));
    }

    private static double pace(double link) {
        if (!(link > 0 && link <= FASTEST_LINK)) {
            throw new IllegalArgumentException("--link-gbps " + link + " is not above 0 and at most 10000");
        }
        return link;
    }

    private static void requireNone(boolean given, String option) {
        if (given) {
            throw new IllegalArgumentException(option + " is for emulated GPUs: it needs --emulate");
        }
    }

    /** Workers would find the same, each in its own log. */
    private void checkTable(String file) {
        try {
            var table = CostTable.named(file);
            // Each of them becomes a model of the repository.
            table.byModel().keySet().forEach(name -> new ModelReference(name, 1));
            if (!table.knowsWeights() && hostTier) {
                throw new IllegalArgumentException(
                        "--host-tier needs weights, but profile table " + file + " has no column weights_mib");
            }
        } catch (BadFileException e) {
            throw new IllegalArgumentException("--emulate: " + e.getMessage(), e);
        }
    }

    /** Workers are told a whole path: their folder is not this one. */
    private static String file(String profiles) {
        if (profiles.equals(TABLE_1)) {
            return profiles;
        }
        var file = Path.of(profiles).toAbsolutePath().normalize();
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    "--emulate '" + profiles + "' is neither table1 nor a file that can be read");
        }
        return file.toString();
    }
}
