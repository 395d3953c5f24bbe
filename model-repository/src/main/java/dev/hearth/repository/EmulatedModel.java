package dev.hearth.repository;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** A repository version that only says how large it is: emulated GPUs run it, no other can. */
public final class EmulatedModel {

    /** What its manifest says in place of a task. */
    public static final String TASK = "emulated";

    private EmulatedModel() {}

    /** Adds one, atomically; does nothing if the repository has that version. */
    public static void addTo(Path repository, ModelReference model, long bytes) throws IOException {
        var directory = ModelRepository.directory(repository, model);
        if (Files.exists(directory)) {
            return;
        }
        Files.createDirectories(directory.getParent());
        var staging = Files.createTempDirectory(repository, ModelRepository.STAGING_PREFIX);
        try {
            var whole = Files.createDirectory(staging.resolve("model"));
            var manifest = new ModelManifest(model.name(), model.version(), TASK, bytes, List.of(), Map.of(), Map.of());
            ManifestFile.write(manifest, whole.resolve(ModelRepository.MANIFEST));
            Files.move(whole, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Somebody else added it meanwhile.
        } finally {
            FileTree.delete(staging);
        }
    }
}
