package dev.hearth.cli.model;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ImportRequest.ExtraFile;
import dev.hearth.repository.ModelImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as it lies on disk before its import.
 *
 * @param path an {@code .onnx} file, or a folder of several with what goes with them
 */
public record ModelSource(
        String name,
        int version,
        String task,
        Path path,
        @Nullable Path tokenizer,
        Map<String, Object> parameters) {

    private static final String ONNX = ".onnx";

    /**
     * Imports it into a repository, which is made where there is none.
     *
     * @throws CommandFailedException if there is no model at {@link #path}
     * @throws dev.hearth.repository.ModelImportException if the repository refuses it
     */
    public ModelManifest importInto(Path repository) {
        try {
            Files.createDirectories(repository);
            return new ModelImporter(repository).importModel(request());
        } catch (IOException e) {
            throw new CommandFailedException("the model cannot be imported into " + repository + ": " + e, e);
        }
    }

    ImportRequest request() throws IOException {
        var extras = new ArrayList<ExtraFile>();
        if (tokenizer != null) {
            extras.add(new ExtraFile("tokenizer.json", tokenizer));
        }
        if (Files.isRegularFile(path)) {
            return ImportRequest.single(name, version, task, path, extras, parameters);
        }
        var graphs = new LinkedHashMap<String, Path>();
        for (var file : filesOf(path)) {
            var fileName = file.getFileName().toString();
            if (fileName.endsWith(ONNX)) {
                graphs.put(fileName.substring(0, fileName.length() - ONNX.length()), file);
            } else {
                extras.add(new ExtraFile(fileName, file));
            }
        }
        if (graphs.isEmpty()) {
            throw new CommandFailedException(path + " holds no " + ONNX + " file");
        }
        if (graphs.size() == 1) {
            return ImportRequest.single(name, version, task, graphs.firstEntry().getValue(), extras, parameters);
        }
        return new ImportRequest(name, version, task, graphs, extras, parameters);
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailedException(
                    folder + " is neither a file nor a folder; expected an " + ONNX + " file or a folder of them");
        }
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
