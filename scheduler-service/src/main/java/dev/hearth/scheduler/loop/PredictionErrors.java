package dev.hearth.scheduler.loop;

import dev.hearth.scheduling.Scheduler;

/**
 * How far off the core's expectations have been lately, for whoever asks while the core goes on: the average of |expected -
 * measured| / measured, 0 before the first. Published by the loop's thread, read by any.
 */
public final class PredictionErrors {

    private volatile double load;
    private volatile double inference;

    void publish(Scheduler scheduler) {
        load = scheduler.loadPredictionError();
        inference = scheduler.inferencePredictionError();
    }

    public double load() {
        return load;
    }

    public double inference() {
        return inference;
    }
}
