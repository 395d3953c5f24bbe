package dev.hearth.scheduling.fleet;

/** The share of time that a GPU computes, the last minute or so counting most. */
final class Utilization {

    private static final double TIME_CONSTANT_NANOS = 60e9;

    /** In the first seconds an average would swing from one extreme to the other. */
    private static final double SHORTEST_NANOS = 5e9;

    /** It hardly changes in this time. */
    private static final long STALE_NANOS = 50_000_000;

    private long bornNanos = Long.MIN_VALUE;
    private long takenNanos;
    private double share;
    private boolean computing;
    private double known;
    private long knownNanos = Long.MIN_VALUE / 2;

    /** The GPU computes from now on, or does not. */
    void computes(boolean now, long nowNanos) {
        if (bornNanos == Long.MIN_VALUE) {
            bornNanos = nowNanos;
            takenNanos = nowNanos;
        }
        if (now != computing) {
            share = shareAt(nowNanos);
            takenNanos = nowNanos;
            computing = now;
        }
    }

    /**
     * 0 to 1; as it was a short while ago.
     *
     * @param remembered whether this answer is given again for a while
     */
    double busyFraction(long nowNanos, boolean remembered) {
        if (bornNanos == Long.MIN_VALUE) {
            return 0;
        }
        if (nowNanos - knownNanos <= STALE_NANOS) {
            return known;
        }
        double seenNanos = Math.max((double) (nowNanos - bornNanos), SHORTEST_NANOS);
        double fraction = Math.min(1, shareAt(nowNanos) / (1 - StrictMath.exp(-seenNanos / TIME_CONSTANT_NANOS)));
        if (remembered) {
            known = fraction;
            knownNanos = nowNanos;
        }
        return fraction;
    }

    private double shareAt(long nowNanos) {
        double kept = StrictMath.exp((takenNanos - nowNanos) / TIME_CONSTANT_NANOS);
        return share * kept + (computing ? 1 - kept : 0);
    }
}
