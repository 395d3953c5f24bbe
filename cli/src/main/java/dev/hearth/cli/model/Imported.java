package dev.hearth.cli.model;

import static dev.hearth.cli.gateway.Sizes.mebibytes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * What became of one model that was to be imported.
 *
 * @param imported false if it was there already
 * @param bytes of its weights; absent, as is the task, if it was there already
 */
record Imported(
        String name,
        int version,
        boolean imported,
        @Nullable String task,
        @Nullable Long bytes) {

    static Imported now(ModelManifest manifest) {
        return new Imported(manifest.name(), manifest.version(), true, manifest.task(), manifest.bytes());
    }

    static Imported before(ModelReference model) {
        return new Imported(model.name(), model.version(), false, null, null);
    }

    @JsonIgnore
    String line() {
        var model = new ModelReference(name, version);
        return imported && bytes != null
                ? "Imported " + model + ": " + mebibytes(bytes) + " of weights, task " + task
                : model + " is there already";
    }
}
