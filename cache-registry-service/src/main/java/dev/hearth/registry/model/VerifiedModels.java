package dev.hearth.registry.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Checks models' files against their checksums, once for each state of the files: reading them all takes a while. */
public final class VerifiedModels {

    private final ModelRepository models;
    private final Map<ModelReference, Map<String, String>> verified = new ConcurrentHashMap<>();

    VerifiedModels(ModelRepository models) {
        this.models = models;
    }

    /** What is wrong with a model of the repository; empty if all its files are what its manifest says. */
    public Optional<String> fault(ModelManifest manifest) {
        var reference = manifest.reference();
        var state = state(manifest);
        if (state.equals(verified.get(reference))) {
            return Optional.empty();
        }
        var faults = models.verify(reference);
        if (faults.isEmpty()) {
            verified.put(reference, state);
            return Optional.empty();
        }
        return Optional.of(String.join("; ", faults));
    }

    void forget(ModelReference model) {
        verified.remove(model);
    }

    /** Size and time of each file, and what its checksum should be. */
    private Map<String, String> state(ModelManifest manifest) {
        var directory = models.directory(manifest.reference());
        var state = new TreeMap<String, String>();
        manifest.files().forEach((name, checksum) -> state.put(name, checksum + " " + state(directory.resolve(name))));
        return state;
    }

    private static String state(Path file) {
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
