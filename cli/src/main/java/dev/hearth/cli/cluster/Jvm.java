package dev.hearth.cli.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Command lines of child JVMs. They run on the JDK that this command runs on. */
final class Jvm {

    private Jvm() {}

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** What a start-up cache is bound to. */
    static String identity() {
        return System.getProperty("java.home") + " " + System.getProperty("java.vm.version");
    }

    /** Options that must be the same when a start-up cache is made and when it is used. */
    static List<String> common() {
        return List.of(
                "--enable-native-access=ALL-UNNAMED",
                // Kafka, Netty and protobuf still use it, and the JVM would warn of each.
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC");
    }

    /**
     * @param cache a start-up cache to use, if there is one
     * @param fullJit false stops at the first compiler: half the CPU at start
     */
    static List<String> running(int heapMebibytes, @Nullable Path cache, boolean fullJit) {
        var options = new ArrayList<>(common());
        options.add("-Xmx" + heapMebibytes + "m");
        if (!fullJit) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        if (cache != null) {
            options.add("-XX:AOTCache=" + cache);
        }
        return options;
    }

    static List<String> training(int heapMebibytes, Path cache) {
        var options = new ArrayList<>(common());
        options.add("-Xmx" + heapMebibytes + "m");
        options.add("-XX:AOTCacheOutput=" + cache);
        return options;
    }
}
