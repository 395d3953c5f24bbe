package dev.hearth.cli.model;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImportException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Sends models that are described by a {@code model.yml} each to the repository behind a gateway. */
public final class ModelUploads {

    private static final ImportWishes AS_DESCRIBED = new ImportWishes(null, null, null, List.of(), Map.of());

    private final GatewayRepository repository;

    /** @param progress is told how far large uploads are */
    public ModelUploads(GatewayClient gateway, PrintWriter progress) {
        this.repository = new GatewayRepository(gateway, progress);
    }

    /**
     * Imports the model unless this version of it is there.
     *
     * @return what became of it, as one line
     * @throws CommandFailedException naming the description, if it is not valid or the gateway refuses the model
     */
    public String importIfAbsent(Path description) {
        try {
            return repository
                    .add(new ImportSource.Described(description), AS_DESCRIBED, true)
                    .line();
        } catch (ModelImportException | CommandFailedException | IOException e) {
            throw new CommandFailedException(description + ": " + e.getMessage(), e);
        }
    }
}
