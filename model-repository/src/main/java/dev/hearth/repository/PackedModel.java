package dev.hearth.repository;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes all that an import needs into one tar archive, with a {@code model.yml} that says all of it. Not compressed:
 * weights hardly become smaller.
 */
public final class PackedModel {

    private static final int BUFFER_BYTES = 1 << 16;

    private final LinkedHashMap<String, Path> entries = new LinkedHashMap<>();

    private PackedModel() {}

    /**
     * Packs a model.
     *
     * @param archive a new file, or one to be replaced
     * @throws ModelImportException if one of its files is missing, or two of them would have one name
     */
    public static void write(ImportRequest request, Path archive) throws IOException {
        var packed = new PackedModel();
        var graphs = new LinkedHashMap<String, String>();
        for (var graph : request.graphs().entrySet()) {
            var name = graph.getKey() + ".onnx";
            packed.add(name, graph.getValue());
            graphs.put(graph.getKey(), name);
            for (var weights : ExternalWeights.files(graph.getValue())) {
                // A graph finds its weights by their name.
                packed.add(weights.getFileName().toString(), weights);
            }
        }
        var files = new LinkedHashMap<String, String>();
        for (var extra : request.extraFiles()) {
            packed.add(extra.targetName(), extra.file());
            files.put(extra.targetName(), extra.targetName());
        }
        packed.write(archive, ModelDescription.of(request, graphs, files).bytes());
    }

    /** Whether a graph keeps weights in other files, without which its own is not complete. */
    public static boolean isSplit(Path onnx) throws IOException {
        return !ExternalWeights.files(onnx).isEmpty();
    }

    private void add(String name, Path file) {
        ModelImporter.requireFile(file);
        var other = entries.put(name, file);
        if (name.equals(ModelDescription.FILE) || (other != null && !other.equals(file))) {
            throw ModelImportException.invalid("file name '" + name + "' is taken in the archive of the model", null);
        }
    }

    private void write(Path archive, byte[] description) throws IOException {
        try (var file = new BufferedOutputStream(Files.newOutputStream(archive), BUFFER_BYTES);
                var tar = new TarArchiveOutputStream(file, StandardCharsets.UTF_8.name())) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            var described = new TarArchiveEntry(ModelDescription.FILE);
            described.setSize(description.length);
            tar.putArchiveEntry(described);
            tar.write(description);
            tar.closeArchiveEntry();
            for (var entry : entries.entrySet()) {
                var packed = new TarArchiveEntry(entry.getKey());
                packed.setSize(Files.size(entry.getValue()));
                tar.putArchiveEntry(packed);
                Files.copy(entry.getValue(), tar);
                tar.closeArchiveEntry();
            }
        }
    }
}
