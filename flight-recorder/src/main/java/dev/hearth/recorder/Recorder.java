package dev.hearth.recorder;

import dev.hearth.scheduling.Event;

/** Sees every event before the scheduler does. Called by the scheduler's thread; never blocks it, never throws. */
public interface Recorder extends AutoCloseable {

    /** Records nothing. */
    Recorder OFF = new Recorder() {
        @Override
        public void record(Event event, long nowNanos) {
            // Off.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    /** @param nowNanos as the scheduler is about to be told */
    void record(Event event, long nowNanos);

    /** Ends the recording; what was recorded is in the file afterwards. */
    @Override
    void close();
}
