package dev.hearth.contracts.worker;

import java.time.Duration;

/** The times that membership is counted by. */
public final class Leases {

    /** Between two reports of a worker, at most. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** In log time of {@code hearth.workers}: a worker silent for longer is gone, and starts nothing new itself. */
    public static final Duration LEASE = Duration.ofSeconds(3);

    /** A claim that its worker's report does not name lives this long. */
    public static final Duration UNNAMED_CLAIM = Duration.ofSeconds(2);

    private Leases() {}
}
