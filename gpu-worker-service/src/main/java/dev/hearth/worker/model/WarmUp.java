package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.worker.task.Task;
import dev.hearth.worker.task.TaskParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs that a model is run on before it counts as loaded, so that no invocation pays for what a first run sets up: the
 * files that parameter {@code warmUp} names, at most {@value #MOST}. A name that ends in {@code .json} or {@code .txt} is
 * taken as that type.
 */
final class WarmUp {

    private static final int MOST = 8;

    private WarmUp() {}

    /**
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if the parameter names a file that the model does not have, or too many
     */
    static List<Task.Input> inputs(ModelManifest manifest, Path directory) throws IOException {
        var parameters = new TaskParameters(manifest);
        var names = parameters.texts("warmUp");
        if (names.size() > MOST || !manifest.files().keySet().containsAll(names)) {
            throw parameters.invalid("warmUp", names, "at most " + MOST + " of the model's files");
        }
        var inputs = new ArrayList<Task.Input>();
        for (var name : names) {
            inputs.add(new Task.Input(contentType(name), Files.readAllBytes(directory.resolve(name))));
        }
        return inputs;
    }

    private static String contentType(String name) {
        if (name.endsWith(".json")) {
            return "application/json";
        }
        return name.endsWith(".txt") ? "text/plain" : "application/octet-stream";
    }
}
