package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Models that a device is not tried with again, and why. At most {@value #MOST}, the oldest go. Guarded by its owner. */
final class Quarantine {

    private static final int MOST = 100;

    private final SequencedMap<ModelReference, String> reasons = new LinkedHashMap<>();

    void add(ModelReference model, String reason) {
        reasons.putLast(model, reason);
        if (reasons.size() > MOST) {
            reasons.pollFirstEntry();
        }
    }

    Optional<String> reason(ModelReference model) {
        return Optional.ofNullable(reasons.get(model));
    }

    List<GpuState.Quarantined> all() {
        return reasons.entrySet().stream()
                .map(entry -> new GpuState.Quarantined(entry.getKey(), entry.getValue()))
                .toList();
    }
}
