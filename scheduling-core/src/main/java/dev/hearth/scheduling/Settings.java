package dev.hearth.scheduling;

import dev.hearth.scheduling.placement.PlanningLimits;

/**
 * How the scheduler treats realities that the paper does not have.
 *
 * @param coalesceLoads while the only copies of a model are being loaded by dispatches of ours, and until those that
 *     came meanwhile have run, others that want it wait for those copies instead of causing a second load
 * @param dispatchAhead how many invocations may be at a busy GPU beyond the running one
 * @param queueLimit most invocations that wait, global and local queues together; an arrival beyond fails
 * @param deathLimit an invocation fails when this many workers were lost under it
 * @param refusalBackoffNanos after a refusal a GPU is left alone this long, or until it reports again
 * @param lostBackoffNanos a broken dispatch is repeated after this time
 * @param maxBatch most invocations of one model that run together, whatever they themselves allow; policies that do not
 *     batch run each alone
 * @param learnsCosts whether measured costs refine profiled ones
 */
public record Settings(
        boolean coalesceLoads,
        int dispatchAhead,
        int queueLimit,
        int deathLimit,
        long refusalBackoffNanos,
        long lostBackoffNanos,
        int maxBatch,
        boolean learnsCosts)
        implements PlanningLimits {

    private static final long MILLISECOND = 1_000_000;

    /** Functions ask for no larger ones. */
    private static final int LARGEST_BATCH = 64;

    public Settings {
        atLeast(0, dispatchAhead, "dispatchAhead");
        atLeast(1, queueLimit, "queueLimit");
        atLeast(1, deathLimit, "deathLimit");
        atLeast(1, refusalBackoffNanos, "refusalBackoffNanos");
        atLeast(1, lostBackoffNanos, "lostBackoffNanos");
        atLeast(1, maxBatch, "maxBatch");
    }

    /** The paper's world: pure policies, costs as profiled, no bound on the queue. */
    public static Settings paper() {
        return new Settings(false, 0, Integer.MAX_VALUE, 2, 50 * MILLISECOND, 100 * MILLISECOND, 1, false);
    }

    /** What the service runs with. */
    public static Settings live() {
        return new Settings(true, 1, 10_000, 2, 50 * MILLISECOND, 100 * MILLISECOND, LARGEST_BATCH, true);
    }

    public Settings withCoalesceLoads(boolean coalesce) {
        return new Settings(
                coalesce,
                dispatchAhead,
                queueLimit,
                deathLimit,
                refusalBackoffNanos,
                lostBackoffNanos,
                maxBatch,
                learnsCosts);
    }

    public Settings withQueueLimit(int limit) {
        return new Settings(
                coalesceLoads,
                dispatchAhead,
                limit,
                deathLimit,
                refusalBackoffNanos,
                lostBackoffNanos,
                maxBatch,
                learnsCosts);
    }

    public Settings withDispatchAhead(int ahead) {
        return new Settings(
                coalesceLoads,
                ahead,
                queueLimit,
                deathLimit,
                refusalBackoffNanos,
                lostBackoffNanos,
                maxBatch,
                learnsCosts);
    }

    public Settings withMaxBatch(int most) {
        return new Settings(
                coalesceLoads,
                dispatchAhead,
                queueLimit,
                deathLimit,
                refusalBackoffNanos,
                lostBackoffNanos,
                most,
                learnsCosts);
    }

    /** With back-offs that are {@code factor} times as long, but not 0. */
    public Settings withBackOffsTimes(double factor) {
        return new Settings(
                coalesceLoads,
                dispatchAhead,
                queueLimit,
                deathLimit,
                Math.max(1, Math.round(refusalBackoffNanos * factor)),
                Math.max(1, Math.round(lostBackoffNanos * factor)),
                maxBatch,
                learnsCosts);
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }
}
