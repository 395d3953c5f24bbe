package dev.hearth.cli.bench;

import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.Checkout;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One embedding model under many names: as many models to a cache, one answer to a text. */
final class EmbeddingCopies {

    private static final String FIRST = "minilm-01";
    private static final String MANIFEST = "model.yaml";

    private final List<String> names;

    EmbeddingCopies(int copies) {
        names = IntStream.rangeClosed(1, copies)
                .mapToObj(number -> "minilm-%02d".formatted(number))
                .toList();
    }

    /** Of models and of the functions that run them, in order of popularity. */
    List<String> names() {
        return names;
    }

    /**
     * Imports the first and copies its files for the others.
     *
     * @return bytes that one takes on a device
     * @throws dev.hearth.repository.ModelImportException if the build did not provide the model
     */
    long importInto(Path repository) throws IOException {
        var model = model();
        Files.createDirectories(repository);
        var bytes = new ModelImporter(repository).importModel(model).bytes();
        for (var name : names.subList(1, names.size())) {
            copy(
                    repository.resolve(FIRST).resolve("1"),
                    repository.resolve(name).resolve("1"),
                    name);
        }
        return bytes;
    }

    /** The file that the model was made of, as its authors published it. */
    static Path original() throws IOException {
        return model().graphs().firstEntry().getValue();
    }

    private static ImportRequest model() throws IOException {
        return ModelSource.described(
                Checkout.find().examples().resolve("embed-large/model.yml"),
                new ImportWishes(FIRST, 1, null, List.of(), Map.of()));
    }

    private static void copy(Path from, Path to, String name) throws IOException {
        Files.createDirectories(to);
        List<Path> files;
        try (var listed = Files.list(from)) {
            files = listed.toList();
        }
        for (var file : files) {
            var fileName = file.getFileName().toString();
            if (fileName.equals(MANIFEST)) {
                Files.writeString(to.resolve(MANIFEST), Files.readString(file).replace(FIRST, name));
            } else {
                Files.copy(file, to.resolve(fileName));
            }
        }
    }

    /**
     * Asks each model once, the most popular last: a gateway may hear late of a function.
     *
     * @return the models in the order in which they were asked
     * @throws dev.hearth.cli.CommandFailedException if one does not answer for a while
     */
    int[] awaitAnswers(EmbeddingCaller caller) throws InterruptedException {
        var order = IntStream.range(0, names.size())
                .map(index -> names.size() - 1 - index)
                .toArray();
        for (int model : order) {
            var name = names.get(model);
            FirstAnswer.await(name, () -> caller.call(name, 0));
        }
        return order;
    }

    void deploy(GatewayClient gateway) throws InterruptedException {
        var functions = new Functions(gateway);
        for (var name : names) {
            var deployment = new FunctionDeployment(
                    name,
                    "model://" + name + ":1",
                    null,
                    null,
                    null,
                    Map.of("dev.hearth.timeout", "60s"),
                    null,
                    null,
                    null,
                    null,
                    false);
            GatewayClient.requireSuccess(functions.deployPatiently(deployment));
        }
    }
}
