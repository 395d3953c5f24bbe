package dev.hearth.cli.replay;

import dev.hearth.cli.emulation.EmulatedFunctions;
import dev.hearth.costs.ModelCost;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The function that fresh processes are warmed up with: its model takes next to no memory and time. */
final class WarmUp {

    static final String FUNCTION = "warm-up";

    /** What its model takes on a GPU, which has so much more than the plan says. */
    static final long BYTES = 1_000;

    private static final long NANOS = 10_000_000;

    private WarmUp() {}

    /** The functions of a load, each with a model named like it, and the warm-up's. */
    static EmulatedFunctions beside(SequencedMap<String, ModelCost> costs) {
        var all = new LinkedHashMap<>(costs);
        all.put(FUNCTION, new ModelCost(FUNCTION, BYTES, NANOS, NANOS, BYTES));
        return new EmulatedFunctions(all);
    }
}
