package dev.hearth.cli.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.ImportRequest.ExtraFile;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.archive.ArchiveLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as it lies on disk before its import.
 *
 * @param path an {@code .onnx} file, a folder of several with what goes with them, or an archive of such a folder
 */
public record ModelSource(
        String name,
        int version,
        String task,
        Path path,
        @Nullable Path tokenizer,
        Map<String, Object> parameters) {

    /**
     * Imports it into a repository, which is made where there is none.
     *
     * @throws dev.hearth.repository.ModelImportException if there is no model at {@link #path}, or the repository refuses it
     */
    public ModelManifest importInto(Path repository) {
        var wishes = new ImportWishes(name, version, task, tokenizer(tokenizer), parameters);
        return new ModelImporter(repository).importFrom(path, wishes, ArchiveLimits.DEFAULT);
    }

    static List<ExtraFile> tokenizer(@Nullable Path file) {
        return file == null ? List.of() : List.of(new ExtraFile("tokenizer.json", file));
    }
}
