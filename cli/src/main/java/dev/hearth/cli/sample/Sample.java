package dev.hearth.cli.sample;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.StackFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One folder of {@code examples/}: {@code stack.yml} with one function, {@code model.yml} that says how its model is made,
 * {@code input.*} and {@code expected.json}.
 */
public record Sample(Path folder) {

    public String name() {
        return folder.getFileName().toString();
    }

    /** How its model is imported. */
    public Path model() {
        return folder.resolve("model.yml");
    }

    /** @throws CommandFailedException if its stack.yml is not valid */
    public FunctionDeployment function() {
        return StackFile.read(folder.resolve("stack.yml")).deployments().getFirst();
    }

    /** The input that its expected answer belongs to. */
    public Path input() {
        try (var files = Files.newDirectoryStream(folder, "input.*")) {
            for (var file : files) {
                return file;
            }
        } catch (IOException e) {
            throw new CommandFailedException("the sample " + folder + " cannot be read: " + e, e);
        }
        throw new CommandFailedException("the sample " + folder + " has no file input.*");
    }

    /** What a caller would send with {@link #input}. */
    public String contentType() {
        var file = input().getFileName().toString();
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "txt" -> "text/plain";
            case "json" -> "application/json";
            default -> "application/octet-stream";
        };
    }
}
