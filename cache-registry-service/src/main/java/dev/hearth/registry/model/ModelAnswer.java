package dev.hearth.registry.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.registry.profile.Forecast;
import dev.hearth.registry.profile.ModelProfiles.Profile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One model as {@code GET /v1/models} tells it.
 *
 * @param sha256 digest of its manifest
 * @param profile absent until it was loaded or run since this registry started
 * @param forecast absent while no scheduler knows what it costs
 * @param details only of one model that is asked for by name
 */
record ModelAnswer(
        String name,
        int version,
        String task,
        long bytes,
        List<String> graphs,
        String sha256,
        Tiers tiers,
        @Nullable Profile profile,
        @Nullable Forecast forecast,

        @com.fasterxml.jackson.annotation.JsonUnwrapped @Nullable
        Details details) {

    static ModelAnswer of(
            ModelManifest manifest,
            String sha256,
            Tiers tiers,
            @Nullable Profile profile,
            @Nullable Forecast forecast) {
        return new ModelAnswer(
                manifest.name(),
                manifest.version(),
                manifest.task(),
                manifest.bytes(),
                manifest.graphs().stream().map(ModelManifest.Graph::name).toList(),
                sha256,
                tiers,
                profile,
                forecast,
                null);
    }

    ModelAnswer with(Details more) {
        return new ModelAnswer(name, version, task, bytes, graphs, sha256, tiers, profile, forecast, more);
    }

    /**
     * Where the model lies.
     *
     * @param host workers that keep it in host memory
     * @param device GPUs that hold it
     */
    record Tiers(boolean repository, List<String> host, List<String> device) {}

    /**
     * What else there is to know of a model.
     *
     * @param files sha256 by file name
     * @param functions that use it, by {@code name.namespace}
     */
    record Details(Map<String, String> files, Map<String, Object> parameters, List<String> functions) {}
}
