package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What models need beside their weights while they run: the most that was seen, so that of the largest batch seen. Kept
 * for {@value #MOST} models, those that ran last, whether they are on the device or not. Guarded by its owner.
 */
final class WorkspaceNeeds {

    private static final int MOST = 1_000;

    private final SequencedMap<ModelReference, Long> bytes = new LinkedHashMap<>();

    /** 0 while it is not known. */
    long of(ModelReference model) {
        return bytes.getOrDefault(model, 0L);
    }

    void measured(ModelReference model, long measuredBytes) {
        long most = Math.max(of(model), measuredBytes);
        bytes.putLast(model, most);
        if (bytes.size() > MOST) {
            bytes.pollFirstEntry();
        }
    }
}
