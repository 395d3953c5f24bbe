package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** CPU time that processes have used since their start, user and system together, as the system counts it. */
final class CpuTime {

    private CpuTime() {}

    static Duration ofThisProcess() {
        return of("this process", ProcessHandle.current());
    }

    /** @throws CommandFailedException naming a process that has ended */
    static SequencedMap<String, Duration> of(Map<String, ProcessHandle> processes) {
        var used = new LinkedHashMap<String, Duration>();
        processes.forEach((name, process) -> used.put(name, of(name, process)));
        return used;
    }

    /** What was used between two readings of the same processes. */
    static SequencedMap<String, Duration> between(Map<String, Duration> before, Map<String, Duration> after) {
        var used = new LinkedHashMap<String, Duration>();
        after.forEach((name, time) -> used.put(name, time.minus(before.getOrDefault(name, Duration.ZERO))));
        return used;
    }

    static Duration sum(Map<String, Duration> times) {
        return times.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(String name, ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new CommandFailedException(
                        "the CPU time of " + name + " cannot be read: " + (process.isAlive() ? "" : "it has ended")));
    }
}
