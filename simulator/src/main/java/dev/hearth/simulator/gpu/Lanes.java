package dev.hearth.simulator.gpu;

/** How long the two lanes of a GPU have been busy, and both at once. */
public final class Lanes {

    private boolean copying;
    private boolean computing;
    private long sinceNanos;
    private long copyNanos;
    private long computeNanos;
    private long bothNanos;

    void copying(boolean on, long nowNanos) {
        catchUp(nowNanos);
        copying = on;
    }

    void computing(boolean on, long nowNanos) {
        catchUp(nowNanos);
        computing = on;
    }

    void catchUp(long nowNanos) {
        long passed = nowNanos - sinceNanos;
        copyNanos += copying ? passed : 0;
        computeNanos += computing ? passed : 0;
        bothNanos += copying && computing ? passed : 0;
        sinceNanos = nowNanos;
    }

    /** Loading. */
    public long copyNanos() {
        return copyNanos;
    }

    /** Running an inference. */
    public long computeNanos() {
        return computeNanos;
    }

    /** Loading while running an inference: load time that costs nobody anything. */
    public long bothNanos() {
        return bothNanos;
    }
}
