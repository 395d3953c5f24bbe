package dev.hearth.cli.bench;

import dev.hearth.contracts.worker.GpuState.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What was read of one device's memory: whether it added up each time, and how much was free beside each model that was
 * there alone. Not thread-safe.
 */
final class DeviceReadings {

    private static final int MOST_TOLD = 10;

    private final SequencedMap<String, SequencedSet<Long>> freeBytes = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private long readings;
    private long violations;

    /** A reading at any moment: loads and evictions may be under way. */
    void take(Memory memory) {
        readings++;
        long takenBytes =
                memory.weightsBytes() + memory.workspaceBytes() + memory.reservedBytes() + memory.releasingBytes();
        if (takenBytes + memory.freeBytes() != memory.totalBytes()) {
            violation("the parts do not add up to the total: " + memory);
        }
        if (takenBytes > memory.totalBytes() || memory.freeBytes() < 0) {
            violation("more is taken than there is: " + memory);
        }
    }

    /** A reading while a model is there and nothing else is, comes or goes. */
    void settled(String model, Memory memory) {
        take(memory);
        var known = freeBytes.computeIfAbsent(model, _ -> new LinkedHashSet<>());
        if (known.add(memory.freeBytes()) && known.size() > 1) {
            violation("beside " + model + " " + memory.freeBytes() + " bytes are free, before it was "
                    + known.getFirst());
        }
    }

    private void violation(String what) {
        violations++;
        if (told.size() < MOST_TOLD) {
            told.add(what);
        }
    }

    long readings() {
        return readings;
    }

    long violations() {
        return violations;
    }

    /** The first {@value #MOST_TOLD}. */
    List<String> told() {
        return List.copyOf(told);
    }

    /** Different numbers of free bytes that were read, by the model that was there, in order of their first reading. */
    SequencedMap<String, List<Long>> freeBytes() {
        var copy = new LinkedHashMap<String, List<Long>>();
        freeBytes.forEach((model, bytes) -> copy.put(model, List.copyOf(bytes)));
        return copy;
    }
}
