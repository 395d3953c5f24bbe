package dev.hearth.cli.endtoend;

import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code hearth} script of this checkout. */
final class HearthScript {

    /** The first start of a build trains start-up caches, and an edited checkout is built first. */
    private static final long LONGEST_SECONDS = 600;

    private final Path root = Checkout.find().root();
    private final Map<String, String> environment;

    HearthScript() {
        this(Map.of());
    }

    /** @param environment of the script, and of what it starts, beside this process's own */
    HearthScript(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Runs it to its end; without standard input. */
    Finished run(String... arguments) {
        var command = new ArrayList<>(List.of(root.resolve("hearth").toString()));
        command.addAll(List.of(arguments));
        try {
            var out = Files.createTempFile("hearth", ".out");
            var errors = Files.createTempFile("hearth", ".err");
            var builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + LONGEST_SECONDS + " s: "
                        + Files.readAllLines(out) + Files.readAllLines(errors));
            }
            var finished = new Finished(
                    List.of(arguments), process.exitValue(), Files.readString(out), Files.readAllLines(errors));
            Files.delete(out);
            Files.delete(errors);
            return finished;
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
    }

    /** Starts it, for a command that does not end by itself; its errors are discarded. */
    Process start(String... arguments) {
        var command = new ArrayList<>(List.of(root.resolve("hearth").toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be run", e);
        }
    }

    /**
     * What became of a command.
     *
     * @param errors lines of standard error
     */
    record Finished(List<String> arguments, int status, String out, List<String> errors) {

        Finished requireSuccess() {
            if (status != 0) {
                throw new AssertionError("hearth " + String.join(" ", arguments) + " ended with " + status + ": "
                        + String.join("\n", errors) + "\n" + out);
            }
            return this;
        }
    }
}
