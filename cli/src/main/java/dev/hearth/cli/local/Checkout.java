package dev.hearth.cli.local;

import dev.hearth.cli.CommandFailedException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where things lie in the checkout that this command was built in. */
public record Checkout(Path root) {

    private static final String PROPERTY = "hearth.home";

    /** The one that holds this very class, as {@code ROOT/cli/target/cli.jar}; property {@code hearth.home} overrides. */
    public static Checkout find() {
        var named = System.getProperty(PROPERTY);
        if (named != null) {
            return new Checkout(Path.of(named).toAbsolutePath());
        }
        try {
            var own = Path.of(Checkout.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Checkout(own.resolve("../../..").normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path defaultData() {
        return root.resolve(".hearth");
    }

    public Path target(String module) {
        return root.resolve(module).resolve("target");
    }

    /**
     * The runnable jar that the build made of a service.
     *
     * @throws CommandFailedException if it is not built
     */
    public Path serviceJar(String module) {
        var target = target(module);
        try (var files = Files.list(target)) {
            return files.filter(file -> isServiceJar(module, file.getFileName().toString()))
                    .findFirst()
                    .orElseThrow(() -> notBuilt(module));
        } catch (IOException e) {
            throw notBuilt(module);
        }
    }

    private static boolean isServiceJar(String module, String name) {
        return name.startsWith(module + "-")
                && name.endsWith(".jar")
                && !name.matches(".*-(sources|tests|javadoc)\\.jar");
    }

    private CommandFailedException notBuilt(String module) {
        return new CommandFailedException(module + " is not built: " + target(module)
                + " holds no jar of it; run ./hearth up, or mvn package in " + root);
    }

    public Path cliJar() {
        return target("cli").resolve("cli.jar");
    }

    /** What lies beside this command's jar, in a fixed order; the broker is among it. */
    public List<Path> libraries() {
        var libraries = target("cli").resolve("lib");
        try (var files = Files.list(libraries.toRealPath())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cli is not built: " + libraries + " is missing; run ./hearth up, or mvn package in " + root, e);
        }
    }

    public Path sampleModel() {
        return target("cli").resolve("models/minilm-int8/all-minilm-l6-v2-q.onnx");
    }

    public Path sampleTokenizer() {
        return target("cli").resolve("models/minilm-int8/all-minilm-l6-v2-q-tokenizer.json");
    }

    /** The same model as the sample's before it was quantised. */
    public Path largeSampleModel() {
        return target("cli").resolve("models/minilm/all-minilm-l6-v2.onnx");
    }

    public Path largeSampleTokenizer() {
        return target("cli").resolve("models/minilm/all-minilm-l6-v2-tokenizer.json");
    }

    public Path sampleStack() {
        return root.resolve("examples/embed/stack.yml");
    }
}
