package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models on one GPU, coldest first: what was reported, and over it what our dispatches in flight change. A
 * dispatched load counts as there, its victims as gone, and whatever was dispatched last is the hottest.
 */
final class Residency {

    private final SequencedMap<ModelId, Long> reported = new LinkedHashMap<>();
    private final SequencedMap<ModelId, Long> present = new LinkedHashMap<>();
    private long usedBytes;
    private long version;

    void report(List<Resident> models) {
        reported.clear();
        for (Resident resident : models) {
            reported.put(resident.model(), resident.bytes());
        }
    }

    /** Takes the effect of a flight that ended without a report for granted. */
    void settle(Flight flight) {
        take(flight, reported);
    }

    /** Takes a copy that arrived without a report for granted. */
    void settle(Copy copy) {
        take(copy, reported);
    }

    void overlay(Collection<Flight> flights, @Nullable Copy copy) {
        present.clear();
        present.putAll(reported);
        if (copy != null) {
            take(copy, present);
        }
        for (Flight flight : flights) {
            take(flight, present);
        }
        count();
    }

    /** Lays one more flight over all others. */
    void takeOff(Flight flight) {
        take(flight, present);
        if (flight.load()) {
            count();
        }
    }

    private void count() {
        version++;
        usedBytes = 0;
        for (long bytes : present.values()) {
            usedBytes += bytes;
        }
    }

    private static void take(Flight flight, SequencedMap<ModelId, Long> models) {
        // Once its load has ended its victims are gone, and may have come back since.
        if (flight.loading()) {
            flight.evict().forEach(models::remove);
        }
        Long bytes = models.remove(flight.model());
        models.put(flight.model(), bytes == null ? flight.admitted().modelBytes() : bytes);
    }

    private static void take(Copy copy, SequencedMap<ModelId, Long> models) {
        for (ModelId victim : copy.evict()) {
            models.remove(victim);
        }
        models.putIfAbsent(copy.model(), copy.modelBytes());
    }

    long bytes(ModelId model) {
        return present.getOrDefault(model, 0L);
    }

    boolean holds(ModelId model) {
        return present.containsKey(model);
    }

    Collection<ModelId> models() {
        return Collections.unmodifiableCollection(present.sequencedKeySet());
    }

    /** @param ready those that are not merely on their way */
    List<Resident> residents(Predicate<ModelId> ready) {
        return present.sequencedEntrySet().stream()
                .map(entry -> new Resident(entry.getKey(), entry.getValue(), ready.test(entry.getKey())))
                .toList();
    }

    long usedBytes() {
        return usedBytes;
    }

    /** Changes whenever the models do. */
    long version() {
        return version;
    }
}
