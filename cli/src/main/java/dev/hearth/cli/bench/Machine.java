package dev.hearth.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a benchmark ran on. Names no host.
 *
 * @param cpu the model, where the system tells it
 */
record Machine(int cores, long memoryBytes, String cpu, String jdk, String os) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    static Machine thisOne() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                system.getAvailableProcessors(),
                system.getTotalMemorySize(),
                cpuModel(system.getArch()),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                system.getName() + " " + system.getVersion() + " " + system.getArch());
    }

    private static String cpuModel(String otherwise) {
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
