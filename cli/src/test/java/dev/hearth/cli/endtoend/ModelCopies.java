package dev.hearth.cli.endtoend;

import dev.hearth.cli.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;

/** Copies of the sample's model under names of their own, for tests that need models that nothing has loaded. */
final class ModelCopies {

    private final HearthCluster cluster;

    ModelCopies(HearthCluster cluster) {
        this.cluster = cluster;
    }

    /** Imports by the command and deploys a function of the same name. */
    void add(String name) {
        cluster.hearth(
                        "models",
                        "import",
                        OriginalMiniLm.file(".onnx").toString(),
                        "--name",
                        name,
                        "--version",
                        "1",
                        "--task",
                        "text-embedding",
                        "--tokenizer",
                        OriginalMiniLm.file("-tokenizer.json").toString(),
                        "--parameter",
                        "maxTokens=128")
                .requireSuccess();
        deploy(List.of(name));
    }

    /** The same for many, in this process and imported once: a command for each would take seconds. */
    void addAll(List<String> names) {
        var models = cluster.data().resolve("models");
        var first = names.getFirst();
        new ModelSource(
                        first,
                        1,
                        "text-embedding",
                        OriginalMiniLm.file(".onnx"),
                        OriginalMiniLm.file("-tokenizer.json"),
                        Map.of("maxTokens", 128))
                .importInto(models);
        names.stream().skip(1).forEach(name -> copy(models, first, name));
        deploy(names);
    }

    /** A model's files do not know its name, but for one. */
    private static void copy(Path models, String from, String to) {
        try {
            FileSystemUtils.copyRecursively(models.resolve(from), models.resolve(to));
            var manifest = models.resolve(to).resolve("1").resolve("model.yaml");
            var named = Files.readString(manifest).replace("\nname: \"" + from + "\"\n", "\nname: \"" + to + "\"\n");
            Files.writeString(manifest, named);
        } catch (IOException e) {
            throw new AssertionError("model " + from + " cannot be copied to " + to, e);
        }
    }

    private void deploy(List<String> names) {
        var functions = names.stream().map(name -> """
                          %1$s:
                            lang: djl
                            skip_build: true
                            image: model://%1$s:1
                            annotations: {dev.hearth.timeout: 60s}
                        """.formatted(name)).collect(Collectors.joining());
        var stack = cluster.data().resolve(names.getFirst() + "-stack.yml");
        try {
            Files.writeString(stack, """
                    version: 1.0
                    provider: {name: openfaas, gateway: http://127.0.0.1:8080}
                    functions:
                    """ + functions);
        } catch (IOException e) {
            throw new AssertionError(stack + " cannot be written", e);
        }
        cluster.hearth("deploy", "--file", stack.toString()).requireSuccess();
    }
}
