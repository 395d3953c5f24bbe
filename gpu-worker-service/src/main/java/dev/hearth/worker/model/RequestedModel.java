package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;

/**
 * A model as an invocation pinned it at acceptance.
 *
 * @param digest sha256 over the manifest
 * @param bytes device memory its weights take
 */
public record RequestedModel(ModelReference reference, String digest, long bytes) {

    public RequestedModel {
        if (bytes < 0) {
            throw new IllegalArgumentException(reference + " cannot take " + bytes + " bytes");
        }
    }
}
