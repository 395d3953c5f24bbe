package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory of the machine a process has, as Linux tells it. */
final class ResidentMemory {

    private static final String RESIDENT = "VmRSS:";
    private static final long BYTES_A_KIB = 1024;

    private ResidentMemory() {}

    /** @throws CommandFailedException if the process has ended, or the system is not Linux */
    static long bytesOf(long pid) {
        var status = Path.of("/proc", Long.toString(pid), "status");
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(ResidentMemory::bytes)
                    .findFirst()
                    .orElseThrow(() -> new IOException("it has no line " + RESIDENT));
        } catch (IOException e) {
            throw new CommandFailedException("the resident memory of process " + pid + " cannot be read: " + e, e);
        }
    }

    /** Of a line such as {@code VmRSS:   1234 kB}. */
    static long bytes(String line) {
        var fields = line.substring(RESIDENT.length()).strip();
        return Long.parseLong(fields.substring(0, fields.indexOf(' '))) * BYTES_A_KIB;
    }
}
