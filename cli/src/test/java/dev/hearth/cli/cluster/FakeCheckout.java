package dev.hearth.cli.cluster;

import dev.hearth.cli.Hearth;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A checkout whose services are {@link FakeService}s; the command, the broker and the sample's files are the real ones. */
record FakeCheckout(Path root) {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    static FakeCheckout create(Path root) throws IOException {
        var real = Checkout.find().root();
        linkCli(root, real);
        Files.createSymbolicLink(root.resolve("examples"), real.resolve("examples"));
        for (var module : ServiceModule.values()) {
            var target = Files.createDirectories(root.resolve(module.module()).resolve("target"));
            writeJar(target.resolve(module.module() + "-1.jar"), real.resolve(module.module()));
        }
        return new FakeCheckout(root);
    }

    /** All that the build made of the command but its jar: nobody trains a start-up cache that the real one would use. */
    private static void linkCli(Path root, Path real) throws IOException {
        var target = Files.createDirectories(root.resolve("cli/target"));
        try (var files = Files.list(real.resolve("cli/target"))) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!name.startsWith("cli.") && !name.equals("prepare.lock")) {
                    Files.createSymbolicLink(target.resolve(name), file);
                }
            }
        }
    }

    /** With the settings that the real service knows. */
    private static void writeJar(Path jar, Path module) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        var entry = FakeService.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var code = FakeService.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            java.util.Objects.requireNonNull(code).transferTo(out);
            out.closeEntry();
            out.putNextEntry(new JarEntry(METADATA));
            Files.copy(module.resolve("target/classes").resolve(METADATA), out);
            out.closeEntry();
        }
    }

    /** The hearth command in a JVM of its own, as a person would run it. */
    Process hearth(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Jvm.java().toString());
        command.addAll(Jvm.common());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Dhearth.home=" + root);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hearth.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("HEARTH_URL");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
