package dev.hearth.repository;

import dev.hearth.repository.archive.Archive;
import dev.hearth.repository.archive.ArchiveException;
import dev.hearth.repository.archive.ArchiveFormat;
import dev.hearth.repository.archive.ArchiveLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out what is to be imported: from a file, a folder, an archive or a description. */
public final class ModelSource {

    private static final String ONNX = ".onnx";

    private ModelSource() {}

    /**
     * A description that its user names: the files it is made of may lie anywhere.
     *
     * @throws ModelImportException naming what is wrong or missing
     */
    public static ImportRequest described(Path description, ImportWishes wishes) throws IOException {
        return ModelDescription.read(description).request(description.resolveSibling(""), true, wishes);
    }

    /**
     * An {@code .onnx} file; or a folder that holds a {@code model.yml}, or whose {@code .onnx} files are a graph each and
     * whose other files go with them; or an archive of such a folder.
     *
     * @param scratch an empty folder that an archive is unpacked into
     * @throws ModelImportException naming what is wrong or missing
     */
    public static ImportRequest of(Path path, ImportWishes wishes, Path scratch, ArchiveLimits limits)
            throws IOException {
        if (Files.isDirectory(path)) {
            return folder(path, wishes);
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw ModelImportException.invalid(
                    path + " is no file or folder that can be read; expected an .onnx file, a folder or an archive",
                    null);
        }
        var format = ArchiveFormat.of(path);
        if (format.isEmpty()) {
            return file(path, wishes);
        }
        try {
            Archive.unpack(path, format.get(), scratch, limits);
        } catch (ArchiveException e) {
            throw ModelImportException.invalid(path.getFileName() + " cannot be unpacked: " + e.getMessage(), e);
        }
        return folder(scratch, wishes);
    }

    private static ImportRequest file(Path onnx, ImportWishes wishes) {
        var graphs = Map.of(ImportRequest.SINGLE_GRAPH, onnx.toAbsolutePath().toString());
        return undescribed(graphs, Map.of()).request(onnx.resolveSibling(""), true, wishes);
    }

    private static ImportRequest folder(Path folder, ImportWishes wishes) throws IOException {
        var description = folder.resolve(ModelDescription.FILE);
        if (Files.exists(description)) {
            return ModelDescription.read(description).request(folder, false, wishes);
        }
        var graphs = new LinkedHashMap<String, String>();
        var files = new LinkedHashMap<String, String>();
        for (var file : filesOf(folder)) {
            if (file.endsWith(ONNX)) {
                graphs.put(file.substring(0, file.length() - ONNX.length()), file);
            } else {
                files.put(file, file);
            }
        }
        for (var graph : graphs.values()) {
            // They are imported with the graph that keeps its weights there.
            for (var weights : ExternalWeights.files(folder.resolve(graph))) {
                files.remove(weights.getFileName().toString());
            }
        }
        if (graphs.isEmpty()) {
            throw ModelImportException.invalid(
                    "there is no " + ONNX + " file and no " + ModelDescription.FILE + " in " + folder.getFileName(),
                    null);
        }
        if (graphs.size() == 1) {
            graphs = new LinkedHashMap<>(
                    Map.of(ImportRequest.SINGLE_GRAPH, graphs.firstEntry().getValue()));
        }
        return undescribed(graphs, files).request(folder, false, wishes);
    }

    private static ModelDescription undescribed(Map<String, String> graphs, Map<String, String> files) {
        return new ModelDescription(null, null, null, null, graphs, files, null);
    }

    private static List<String> filesOf(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
