package dev.hearth.cli.bench;

import dev.hearth.contracts.invocation.Timing;
import org.jspecify.annotations.Nullable;

/** A sum of timings. Not thread-safe. */
final class Timings {

    private long count;
    private double queueMs;
    private double loadMs;
    private double transferMs;
    private double inferenceMs;
    private double totalMs;

    void add(Timing timing) {
        count++;
        queueMs += timing.queueMs();
        loadMs += timing.loadMs();
        transferMs += timing.transferMs();
        inferenceMs += timing.inferenceMs();
        totalMs += timing.totalMs();
    }

    void add(Timings others) {
        count += others.count;
        queueMs += others.queueMs;
        loadMs += others.loadMs;
        transferMs += others.transferMs;
        inferenceMs += others.inferenceMs;
        totalMs += others.totalMs;
    }

    /** Absent where there was none to sum. */
    @Nullable
    Timing mean() {
        return count == 0
                ? null
                : new Timing(queueMs / count, loadMs / count, transferMs / count, inferenceMs / count, totalMs / count);
    }
}
