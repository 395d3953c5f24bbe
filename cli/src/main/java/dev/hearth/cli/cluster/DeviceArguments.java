package dev.hearth.cli.cluster;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What devices the workers have. */
final class DeviceArguments {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,12})(B|KB|MB|GB)");

    /** A kind of device, or what the machine has. */
    enum Kind {
        AUTO,
        HOST,
        CUDA,
        EMULATED
    }

    @Option(
            names = "--device",
            defaultValue = "auto",
            paramLabel = "auto|host|cuda|emulated",
            description = "auto: GPUs where the machine has some that no other worker holds, else host memory with"
                    + " inference on the CPU; emulated: --emulate table1.")
    private Kind kind = Kind.AUTO;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            description =
                    "Memory of each device for models, e.g. 512MB or 2GB (default: 96MB of host memory, of a GPU what"
                            + " is free but 512MB; with --emulate the paper's 7,800 million bytes).")
    private @Nullable String memory;

    Kind kind() {
        return kind;
    }

    /**
     * The workers' settings.
     *
     * @param requireRoom whether each model of the emulated GPUs' table must have room on one
     * @throws IllegalArgumentException naming what cannot be meant
     */
    Settings settings(@Nullable Emulation emulation, boolean requireRoom) {
        if (emulation == null) {
            var chosen = Settings.of("hearth.worker.device.kind", kind.name().toLowerCase(Locale.ROOT));
            return memory == null ? chosen : chosen.with("hearth.worker.device.memory", size().group());
        }
        if (kind == Kind.HOST || kind == Kind.CUDA) {
            throw new IllegalArgumentException(
                    "--device " + kind.name().toLowerCase(Locale.ROOT) + " and --emulate exclude each other");
        }
        if (memory == null) {
            return emulation.settings().with("hearth.worker.device.memory", Emulation.DEVICE_MEMORY);
        }
        var size = size();
        if (requireRoom) {
            emulation.requireRoom(Double.parseDouble(size.group(1)) * bytesOf(size.group(2)), size.group());
        }
        return emulation.settings().with("hearth.worker.device.memory", size.group());
    }

    private MatchResult size() {
        var size = SIZE.matcher(memory == null ? "" : memory);
        if (!size.matches()) {
            throw new IllegalArgumentException("--device-memory '" + memory + "' is not a size such as 512MB or 2GB");
        }
        return size.toMatchResult();
    }

    private static long bytesOf(String unit) {
        return switch (unit) {
            case "GB" -> 1L << 30;
            case "MB" -> 1L << 20;
            case "KB" -> 1L << 10;
            default -> 1;
        };
    }
}
