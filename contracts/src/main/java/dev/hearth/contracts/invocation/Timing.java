package dev.hearth.contracts.invocation;

/**
 * Where an invocation's time went, in milliseconds. The first four are measured one by one where they happen and add up
 * to the total.
 *
 * @param queueMs waiting in the global queue and in the GPU's local queue
 * @param loadMs waiting for the model to become resident
 * @param transferMs bodies and records travelling between the processes
 * @param inferenceMs pre-processing, inference and post-processing
 * @param totalMs from receipt at the gateway to the end; in a worker's record to the worker's end, in an answer to the
 *     gateway's
 */
public record Timing(double queueMs, double loadMs, double transferMs, double inferenceMs, double totalMs) {

    public static final Timing NONE = new Timing(0, 0, 0, 0, 0);

    /** This timing as the gateway ends it: the way back is travel too. */
    public Timing answeredAfter(double answeredTotalMs) {
        var wayBackMs = Math.max(0, answeredTotalMs - totalMs);
        return new Timing(queueMs, loadMs, transferMs + wayBackMs, inferenceMs, answeredTotalMs);
    }
}
