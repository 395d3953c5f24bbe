package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.sample.Sample;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.LogExcerpt;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The functions that a new cluster comes with. */
final class SampleFunctions {

    private static final String FIRST = "embed";
    private static final long IMPORT_SECONDS = 300;

    private final List<Sample> samples;
    private final DataDirectory data;
    private final Progress progress;

    SampleFunctions(List<Sample> samples, DataDirectory data, Progress progress) {
        this.samples = samples;
        this.data = data;
        this.progress = progress;
    }

    /** What to try first; empty without the sample it calls. */
    static String hint(List<Sample> samples, String address) {
        return samples.stream().anyMatch(sample -> sample.name().equals(FIRST))
                ? ". Try: curl -d 'A man is playing a guitar' " + address + "/function/" + FIRST
                : "";
    }

    /**
     * Imports the models that the repository lacks, in a process of its own: ONNX Runtime is large, and must not be at work
     * when its process ends.
     *
     * @return completes when all are there
     */
    CompletableFuture<Void> importModels() {
        var missing = samples.stream().filter(sample -> !isImported(sample)).toList();
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        progress.say("Importing the models of " + names(missing));
        var importer = ChildProcess.start(new ChildCommand(
                "import", OwnCommand.with(importArguments(missing)), Map.of(), data.log("import"), false));
        return importer.ended().orTimeout(IMPORT_SECONDS, TimeUnit.SECONDS).thenAccept(status -> {
            if (status != 0) {
                throw new CommandFailedException("the samples' models cannot be imported: "
                        + LogExcerpt.cause(importer.log()) + "; its log is " + importer.log());
            }
        });
    }

    private boolean isImported(Sample sample) {
        var model = ModelReference.parse(sample.function().image());
        return Files.exists(data.models()
                .resolve(model.name())
                .resolve(Integer.toString(model.version()))
                .resolve("model.yaml"));
    }

    private List<String> importArguments(List<Sample> missing) {
        var arguments = new ArrayList<>(List.of("models", "import", "--if-absent"));
        for (var sample : missing) {
            arguments.addAll(List.of("-f", sample.model().toString()));
        }
        arguments.addAll(List.of("--data", data.path().toString()));
        return arguments;
    }

    /** Deploys the functions that are not deployed as their files say. */
    void deploy(int gatewayPort) throws InterruptedException {
        try (var gateway = new GatewayClient(URI.create("http://127.0.0.1:" + gatewayPort))) {
            var functions = new Functions(gateway);
            var missing = samples.stream()
                    .filter(sample -> !functions.has(sample.function()))
                    .toList();
            if (!missing.isEmpty()) {
                progress.say("Deploying the samples " + names(missing));
            }
            for (var sample : missing) {
                GatewayClient.requireSuccess(functions.deployPatiently(sample.function()));
            }
        } catch (CommandFailedException e) {
            throw new CommandFailedException("the samples cannot be deployed: " + e.getMessage(), e);
        }
    }

    private static String names(List<Sample> samples) {
        return String.join(", ", samples.stream().map(Sample::name).toList());
    }
}
