package dev.hearth.cli.model;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.repository.ImportWishes;
import java.io.IOException;

/** Where models are imported to. */
interface Destination extends AutoCloseable {

    /**
     * Imports one model.
     *
     * @param ifAbsent says of a version that is there already so, instead of refusing it
     * @throws CommandFailedException if the destination refuses it
     * @throws dev.hearth.repository.ModelImportException if it is not a model
     */
    Imported add(ImportSource source, ImportWishes wishes, boolean ifAbsent) throws IOException;

    @Override
    void close();
}
