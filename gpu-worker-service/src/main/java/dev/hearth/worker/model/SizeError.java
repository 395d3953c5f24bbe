package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;

/** A model took another amount of memory than was expected of it, by more than a tenth. */
public record SizeError(ModelReference model, Kind kind, long expectedBytes, long measuredBytes) {

    private static final double TOLERANCE = 0.1;

    static boolean is(long expectedBytes, long measuredBytes) {
        return Math.abs(measuredBytes - expectedBytes) > TOLERANCE * expectedBytes;
    }

    /** What the memory was for. */
    public enum Kind {
        WEIGHTS,
        WORKSPACE
    }
}
