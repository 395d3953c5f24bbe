package dev.hearth.repository;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The model versions in a directory, {@code NAME/VERSION/model.yaml} and the files it names. Nothing is cached: another
 * process may import at any time. A version, once there, never changes.
 *
 * <p>Methods throw {@link UncheckedIOException} naming the file if the directory cannot be read.
 */
public final class ModelRepository {

    static final String MANIFEST = "model.yaml";

    /** Not a valid model name, so that an import under way is never taken for a model. */
    static final String STAGING_PREFIX = ".import-";

    private final Path root;

    public ModelRepository(Path directory) {
        this.root = directory;
    }

    /** The version's manifest; empty if it is not in the repository. */
    public Optional<ModelManifest> find(ModelReference model) {
        try {
            return Optional.of(ManifestFile.read(manifest(model)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All versions, by name and version; empty if the directory does not exist yet. */
    public List<ModelManifest> list() {
        return references().stream().flatMap(model -> find(model).stream()).toList();
    }

    /** The same without reading them. */
    public List<ModelReference> references() {
        try {
            return directories();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the models in " + root, e);
        }
    }

    /** Where the version's files lie; exists only if {@link #find} finds the version. */
    public Path directory(ModelReference model) {
        return directory(root, model);
    }

    /**
     * Sha256 over the manifest, which itself holds the sha256 of every file; empty if the version is not in the
     * repository.
     */
    public Optional<String> digest(ModelReference model) {
        try {
            return Optional.of(Checksum.of(manifest(model)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads every file of the version and compares its checksum with the manifest's.
     *
     * @return one line for each file that is missing or differs; empty if all is well
     * @throws IllegalArgumentException if the version is not in the repository
     */
    public List<String> verify(ModelReference model) {
        var manifest = find(model)
                .orElseThrow(() -> new IllegalArgumentException(model + " is not in the repository " + root));
        var faults = new ArrayList<String>();
        manifest.files().forEach((name, expected) -> {
            var file = directory(model).resolve(name);
            try {
                var found = Checksum.of(file);
                if (!found.equals(expected)) {
                    faults.add(name + " has sha256 " + found + ", its manifest says " + expected);
                }
            } catch (IOException e) {
                faults.add(name + " cannot be read: " + e.getClass().getSimpleName());
            }
        });
        return List.copyOf(faults);
    }

    /**
     * Takes the version out of the repository, by one rename, and deletes its files.
     *
     * @return false if it was not there
     */
    public boolean delete(ModelReference model) {
        try {
            var removed = Files.createTempDirectory(root, STAGING_PREFIX);
            try {
                Files.move(directory(model), removed.resolve("model"), StandardCopyOption.ATOMIC_MOVE);
                return true;
            } catch (NoSuchFileException e) {
                return false;
            } finally {
                FileTree.delete(removed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + model + " from " + root, e);
        }
    }

    static Path directory(Path root, ModelReference model) {
        return root.resolve(model.name()).resolve(Integer.toString(model.version()));
    }

    private Path manifest(ModelReference model) {
        return directory(model).resolve(MANIFEST);
    }

    private List<ModelReference> directories() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        var references = new TreeSet<ModelReference>();
        for (var name : entries(root)) {
            if (!name.startsWith(".") && Files.isDirectory(root.resolve(name))) {
                for (var version : entries(root.resolve(name))) {
                    reference(name, version).ifPresent(references::add);
                }
            }
        }
        return List.copyOf(references);
    }

    private static List<String> entries(Path directory) throws IOException {
        try (var paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static Optional<ModelReference> reference(String name, String version) {
        try {
            return Optional.of(ModelReference.parse(name + ":" + version));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
