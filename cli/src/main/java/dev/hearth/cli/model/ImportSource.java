package dev.hearth.cli.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelSource;
import dev.hearth.repository.archive.ArchiveFormat;
import dev.hearth.repository.archive.ArchiveLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One model that a command was told to import. */
sealed interface ImportSource {

    Path path();

    /** Imports it into a repository on this machine. */
    ModelManifest importInto(ModelImporter importer, ImportWishes wishes) throws IOException;

    /**
     * All that belongs to it.
     *
     * @param scratch an empty folder that an archive is unpacked into
     */
    ImportRequest request(ImportWishes wishes, Path scratch) throws IOException;

    /** Whether it is one file that says what belongs to it. */
    boolean isArchive() throws IOException;

    /** An {@code .onnx} file, a folder or an archive. */
    record Undescribed(Path path) implements ImportSource {

        @Override
        public ModelManifest importInto(ModelImporter importer, ImportWishes wishes) {
            return importer.importFrom(path, wishes, ArchiveLimits.DEFAULT);
        }

        @Override
        public ImportRequest request(ImportWishes wishes, Path scratch) throws IOException {
            return ModelSource.of(path, wishes, scratch, ArchiveLimits.DEFAULT);
        }

        @Override
        public boolean isArchive() throws IOException {
            return Files.isRegularFile(path) && ArchiveFormat.of(path).isPresent();
        }
    }

    /** A {@code model.yml}, which names files anywhere. */
    record Described(Path path) implements ImportSource {

        @Override
        public ModelManifest importInto(ModelImporter importer, ImportWishes wishes) throws IOException {
            return importer.importModel(ModelSource.described(path, wishes));
        }

        @Override
        public ImportRequest request(ImportWishes wishes, Path scratch) throws IOException {
            return ModelSource.described(path, wishes);
        }

        @Override
        public boolean isArchive() {
            return false;
        }
    }
}
