package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.Timing;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * When a dispatch reached each of its stages, and from that where its time went. Every span lies between two marks of its
 * own; none is what the others leave.
 *
 * <p>Nanoseconds are of {@link System#nanoTime}. Marks are set by different threads, each before what reads it.
 */
final class Spans {

    private static final long UNSET = Long.MIN_VALUE;
    private static final double NANOS_PER_MS = 1e6;

    private final Moment arrival;
    private final double globalQueueMs;
    private final double wayInMs;
    private final double createdEpochMillis;
    private volatile long admitted = UNSET;
    private volatile long modelReady = UNSET;
    private volatile long inputReady = UNSET;
    private volatile long started = UNSET;
    private volatile long inferred = UNSET;

    /**
     * @param createdEpochMillis receipt at the gateway
     * @param globalQueueMs waited in the scheduler
     */
    Spans(Moment arrival, long createdEpochMillis, double globalQueueMs) {
        this.arrival = arrival;
        this.globalQueueMs = globalQueueMs;
        this.createdEpochMillis = createdEpochMillis;
        this.wayInMs = Math.max(0, arrival.epochMillis() - createdEpochMillis - globalQueueMs);
    }

    Moment arrival() {
        return arrival;
    }

    void admitted(long nanos) {
        admitted = nanos;
    }

    long admitted() {
        return admitted;
    }

    void modelReady(long nanos) {
        modelReady = nanos;
    }

    void inputReady(long nanos) {
        inputReady = nanos;
    }

    void started(long nanos) {
        started = nanos;
    }

    void inferred(long nanos) {
        inferred = nanos;
    }

    /** How long it ran; empty if it did not. */
    OptionalLong inferenceNanos() {
        return inferred == UNSET ? OptionalLong.empty() : OptionalLong.of(inferred - started);
    }

    /** When it was waiting for its model; empty if the model was there, or has not come. */
    Optional<Stretch> loading() {
        return modelReady == UNSET || modelReady <= admitted
                ? Optional.empty()
                : Optional.of(new Stretch(epochNanos(admitted), epochNanos(modelReady)));
    }

    /** When it ran; empty if it did not. */
    Optional<Stretch> running() {
        return inferred == UNSET
                ? Optional.empty()
                : Optional.of(new Stretch(epochNanos(started), epochNanos(inferred)));
    }

    long arrivalEpochNanos() {
        return epochNanos(arrival.nanos());
    }

    private long epochNanos(long nanos) {
        var wall = arrival.wall();
        return TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano() + nanos - arrival.nanos();
    }

    /** From one moment to another, in Unix time. */
    record Stretch(long beginEpochNanos, long endEpochNanos) {}

    /**
     * The spans of a dispatch that ends now, at whatever stage it is.
     *
     * @param end now, on both clocks
     */
    Timing timing(Moment end) {
        long modelAt = Math.max(admitted, reached(modelReady, end));
        long inputAt = Math.max(modelAt, reached(inputReady, end));
        long startAt = reached(started, end);
        long inferredAt = inferred == UNSET ? startAt : inferred;
        double transferMs =
                wayInMs + ms(admitted - arrival.nanos()) + ms(inputAt - modelAt) + ms(end.nanos() - inferredAt);
        return new Timing(
                globalQueueMs + ms(startAt - inputAt),
                ms(modelAt - admitted),
                transferMs,
                ms(inferredAt - startAt),
                end.epochMillis() - createdEpochMillis);
    }

    /** A stage not reached ends with the dispatch. */
    private static long reached(long mark, Moment end) {
        return mark == UNSET ? end.nanos() : mark;
    }

    private static double ms(long nanos) {
        return nanos / NANOS_PER_MS;
    }
}
