package dev.hearth.cli.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster of this machine a command means. */
public final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder of the cluster on this machine (default: .hearth in the checkout).")
    private @Nullable Path data;

    /** Absolute. */
    public Path directory() {
        return (data == null ? Checkout.find().defaultData() : data)
                .toAbsolutePath()
                .normalize();
    }
}
