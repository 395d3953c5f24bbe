package dev.hearth.registry.residency;

import static dev.hearth.registry.residency.Gpus.resident;

import dev.hearth.contracts.worker.GpuState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One GPU's worker and, beside it, a ledger of the claims that callers hold, kept without looking at Redis. A claim is put
 * into the ledger after it was granted and taken out before it is given back, so what the ledger holds is at any moment a
 * part of what Redis granted; it throws as soon as that part alone breaks a promise. Thread-safe.
 */
final class ClaimedGpu {

    private final long capacity;
    private final Map<String, Long> residents = new LinkedHashMap<>();
    private final Map<String, Held> held = new HashMap<>();
    private long epoch = 1;
    private long confirmedEpoch;
    private long sequence;

    ClaimedGpu(long capacity) {
        this.capacity = capacity;
    }

    synchronized long epoch() {
        return epoch;
    }

    /** The latest epoch that Redis is sure to know. */
    synchronized long confirmedEpoch() {
        return confirmedEpoch;
    }

    synchronized void confirm(long known) {
        confirmedEpoch = Math.max(confirmedEpoch, known);
    }

    synchronized List<String> residents() {
        return List.copyOf(residents.keySet());
    }

    /** The process is a new one with an empty GPU; nothing of before counts. */
    synchronized long restart() {
        residents.clear();
        held.clear();
        sequence = 0;
        return ++epoch;
    }

    /** @param evict what the grant says the claim stands on */
    synchronized void granted(GpuScripts.Claim claim, List<String> evict) {
        if (claim.epoch() != epoch) {
            return;
        }
        var mine = new Held(claim, evict);
        for (var other : held.values()) {
            if (evicts(other) && other.evict.contains(claim.model())) {
                throw new AssertionError(claim + " uses what " + other + " evicts");
            }
            if (evicts(mine) && evict.contains(other.claim.model())) {
                throw new AssertionError(claim + " evicts what " + other + " uses: " + evict);
            }
        }
        held.put(claim.invocation(), mine);
        var granted = grantedBytes();
        if (granted > capacity) {
            throw new AssertionError(
                    granted + " bytes granted of " + capacity + " by " + claim + "; " + residents + " " + held);
        }
    }

    /** Carries a claim out as a worker does: makes room, loads, runs. A load that was granted always fits. */
    synchronized void carryOut(GpuScripts.Claim claim) {
        var mine = held.get(claim.invocation());
        if (mine == null) {
            return;
        }
        mine.carriedOut = true;
        if (claim.bytes() == 0 || residents.containsKey(claim.model())) {
            return;
        }
        mine.evict.forEach(residents::remove);
        residents.put(claim.model(), claim.bytes());
        sequence++;
        var resident = residents.values().stream().mapToLong(Long::longValue).sum();
        if (resident > capacity) {
            throw new AssertionError(resident + " bytes resident of " + capacity + " after " + mine);
        }
    }

    /** The claim is about to be given back. */
    synchronized GpuState finish(GpuScripts.Claim claim) {
        if (held.remove(claim.invocation()) != null) {
            sequence++;
        }
        return state();
    }

    synchronized GpuState state() {
        var models = new ArrayList<GpuState.Resident>();
        residents.forEach((model, bytes) -> {
            var pins = (int) held.values().stream()
                    .filter(other -> other.carriedOut && other.claim.model().equals(model))
                    .count();
            models.add(resident(model, bytes, pins > 0 ? GpuState.State.IN_USE : GpuState.State.READY, pins));
        });
        var running = held.values().stream()
                .filter(other -> other.carriedOut)
                .map(other -> other.claim.invocation())
                .toArray(String[]::new);
        sequence++;
        return Gpus.state(0, sequence, capacity, models, running);
    }

    /** Once its model is there, whoever loaded it, a claim evicts nothing more, and its victims may come back. */
    private boolean evicts(Held claim) {
        return !claim.carriedOut && !residents.containsKey(claim.claim.model());
    }

    /** What is resident, and what may come beyond it if every held claim is carried out. */
    private long grantedBytes() {
        var needs = new HashMap<String, Long>();
        for (var mine : held.values()) {
            if (mine.claim.bytes() > 0 && !residents.containsKey(mine.claim.model())) {
                var freed = mine.evict.stream()
                        .mapToLong(victim -> residents.getOrDefault(victim, 0L))
                        .sum();
                needs.merge(mine.claim.model(), Math.max(0, mine.claim.bytes() - freed), Math::max);
            }
        }
        return sum(residents) + sum(needs);
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static final class Held {
        private final GpuScripts.Claim claim;
        private final List<String> evict;
        private boolean carriedOut;

        Held(GpuScripts.Claim claim, List<String> evict) {
            this.claim = claim;
            this.evict = List.copyOf(evict);
        }

        @Override
        public String toString() {
            return claim + (carriedOut ? " (carried out)" : "");
        }
    }
}
