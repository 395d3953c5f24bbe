package dev.hearth.repository;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.archive.ArchiveLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings models into a repository, once per version: {@code NAME/VERSION/} appears complete, by one rename, or not at
 * all.
 *
 * <p>Uses ONNX Runtime in this process. A process that runs DJL too must have created DJL's engine before.
 */
public final class ModelImporter {

    private final Path repository;

    public ModelImporter(Path repositoryDirectory) {
        this.repository = repositoryDirectory;
    }

    /**
     * Optimises the graphs, splits off their weights and writes the manifest.
     *
     * @throws ModelImportException if the version exists, a file is missing or not ONNX, or the disk refuses
     */
    public ModelManifest importModel(ImportRequest request) {
        var target = ModelRepository.directory(repository, request.reference());
        refuseExisting(request, target);
        request.graphs().values().forEach(ModelImporter::requireFile);
        request.extraFiles().forEach(extra -> requireFile(extra.file()));
        try {
            Files.createDirectories(repository);
            var staging = Files.createTempDirectory(repository, ModelRepository.STAGING_PREFIX);
            try {
                var manifest = assemble(request, staging);
                publish(request, staging, target);
                return manifest;
            } finally {
                FileTree.delete(staging);
            }
        } catch (IOException e) {
            throw ModelImportException.storage(
                    "cannot write " + request.reference() + " into " + repository + ": " + e, e);
        }
    }

    /**
     * Imports an {@code .onnx} file, a folder or an archive; see {@link ModelSource#of}.
     *
     * @throws ModelImportException as {@link #importModel}, and if it cannot be unpacked or lacks something
     */
    public ModelManifest importFrom(Path path, ImportWishes wishes, ArchiveLimits limits) {
        try {
            Files.createDirectories(repository);
            var scratch = Files.createTempDirectory(repository, ModelRepository.STAGING_PREFIX);
            try {
                return importModel(ModelSource.of(path, wishes, scratch, limits));
            } finally {
                FileTree.delete(scratch);
            }
        } catch (IOException e) {
            throw ModelImportException.storage("cannot import " + path + " into " + repository + ": " + e, e);
        }
    }

    private static ModelManifest assemble(ImportRequest request, Path directory) throws IOException {
        var graphs = new ArrayList<ModelManifest.Graph>();
        for (var graph : request.graphs().entrySet()) {
            graphs.add(GraphSplitter.split(graph.getKey(), graph.getValue(), directory));
        }
        for (var extra : request.extraFiles()) {
            Files.copy(extra.file(), directory.resolve(extra.targetName()));
        }
        var bytes = graphs.stream().mapToLong(ModelManifest.Graph::weightsBytes).sum();
        var manifest = new ModelManifest(
                request.name(),
                request.version(),
                request.task(),
                bytes,
                graphs,
                checksums(directory),
                request.parameters());
        ManifestFile.write(manifest, directory.resolve(ModelRepository.MANIFEST));
        return manifest;
    }

    private static Map<String, String> checksums(Path directory) throws IOException {
        List<Path> files;
        try (var listed = Files.list(directory)) {
            files = listed.sorted().toList();
        }
        var checksums = new LinkedHashMap<String, String>();
        for (var file : files) {
            checksums.put(file.getFileName().toString(), Checksum.of(file));
        }
        return checksums;
    }

    private static void publish(ImportRequest request, Path staging, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try {
            // A rename onto a directory that holds files fails, so of two importers of one version one wins.
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            refuseExisting(request, target);
            throw e;
        }
    }

    private static void refuseExisting(ImportRequest request, Path target) {
        if (Files.exists(target)) {
            throw ModelImportException.exists(request.reference());
        }
    }

    static void requireFile(Path file) {
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw ModelImportException.invalid(file + " is not a readable file", null);
        }
    }
}
