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
            var own = location();
            return new Checkout(own.resolve("../../..").normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path location() throws URISyntaxException {
        var source = Checkout.class.getProtectionDomain().getCodeSource().getLocation();
        // There is none while the start-up cache is of a checkout that has been moved since; then the jar was named.
        return source == null
                ? Path.of(System.getProperty("java.class.path")).toAbsolutePath()
                : Path.of(source.toURI());
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

    public Path examples() {
        return root.resolve("examples");
    }
}
