package dev.hearth.cli.model;

import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImportException;
import dev.hearth.repository.ModelImporter;
import java.io.IOException;
import java.nio.file.Path;

/** The repository of a cluster on this machine, running or not. */
final class LocalRepository implements Destination {

    private final ModelImporter importer;

    LocalRepository(Path directory) {
        this.importer = new ModelImporter(directory);
    }

    @Override
    public Imported add(ImportSource source, ImportWishes wishes, boolean ifAbsent) throws IOException {
        try {
            return Imported.now(source.importInto(importer, wishes));
        } catch (ModelImportException e) {
            return e.existing().filter(model -> ifAbsent).map(Imported::before).orElseThrow(() -> e);
        }
    }

    @Override
    public void close() {}
}
