package dev.hearth.registry.catalogue;

import dev.hearth.contracts.model.ModelManifest;
import java.util.List;

/**
 * One model as {@code GET /v1/models} tells it.
 *
 * @param sha256 digest of its manifest
 */
record ModelAnswer(String name, int version, String task, long bytes, List<String> graphs, String sha256, Tiers tiers) {

    static ModelAnswer of(ModelManifest manifest, String sha256, List<String> holders) {
        return new ModelAnswer(
                manifest.name(),
                manifest.version(),
                manifest.task(),
                manifest.bytes(),
                manifest.graphs().stream().map(ModelManifest.Graph::name).toList(),
                sha256,
                new Tiers(true, List.of(), holders));
    }

    /**
     * Where the model lies.
     *
     * @param host workers that keep it in host memory
     * @param device GPUs that hold it
     */
    record Tiers(boolean repository, List<String> host, List<String> device) {}
}
