package dev.hearth.messaging;

import dev.hearth.contracts.worker.Leases;
import java.util.HashMap;
import java.util.Map;

/**
 * How far log time has moved on each partition since reading began, in milliseconds.
 *
 * <p>The broker's timestamps say how long ago something was appended, not whether anybody could append meanwhile. So one
 * record moves time by at most {@link #LONGEST_STEP_MILLIS}, a little more than ticks are apart: while the broker is down
 * nobody ages.
 */
final class LogTime {

    static final long LONGEST_STEP_MILLIS = Leases.HEARTBEAT.toMillis() * 3 / 2;

    private final Map<Integer, Moved> byPartition = new HashMap<>();

    /** A record of this timestamp was read. */
    void advance(int partition, long timestampMillis) {
        byPartition.merge(partition, new Moved(timestampMillis, 0), (known, read) -> {
            var step = Math.clamp(read.last - known.last, 0, LONGEST_STEP_MILLIS);
            return new Moved(Math.max(known.last, read.last), known.millis + step);
        });
    }

    /** 0 for a partition nothing was read of. */
    long of(int partition) {
        var moved = byPartition.get(partition);
        return moved == null ? 0 : moved.millis;
    }

    /** Of the partition that moved least. */
    long slowest() {
        return byPartition.values().stream()
                .mapToLong(moved -> moved.millis)
                .min()
                .orElse(0);
    }

    private record Moved(long last, long millis) {}
}
