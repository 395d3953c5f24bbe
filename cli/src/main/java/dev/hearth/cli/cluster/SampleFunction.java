package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.function.StackFile;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.Checkout;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.LogExcerpt;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The function that a new cluster comes with: sentences in, embeddings out. */
final class SampleFunction {

    private static final String NAME = "embed";
    private static final String MODEL = "minilm-int8";
    private static final String VERSION = "1";
    private static final Duration DEPLOY_WAIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 250;
    private static final long IMPORT_SECONDS = 120;

    private final Checkout checkout;
    private final DataDirectory data;
    private final Progress progress;

    SampleFunction(Checkout checkout, DataDirectory data, Progress progress) {
        this.checkout = checkout;
        this.data = data;
        this.progress = progress;
    }

    static String curl(String address) {
        return "curl -d 'A man is playing a guitar' " + address + "/function/" + NAME;
    }

    /**
     * Imports the model unless the repository has it, in a process of its own: ONNX Runtime is large, and must not be at
     * work when its process ends.
     *
     * @return completes when the model is there
     * @throws CommandFailedException if the build did not provide the model
     */
    CompletableFuture<Void> importModel() {
        if (Files.exists(data.models().resolve(MODEL).resolve(VERSION).resolve("model.yaml"))) {
            return CompletableFuture.completedFuture(null);
        }
        if (!Files.exists(checkout.sampleModel()) || !Files.exists(checkout.sampleTokenizer())) {
            throw new CommandFailedException("the sample's model is missing: the build puts it at "
                    + checkout.sampleModel() + "; build again, or start with --no-sample");
        }
        progress.say("Importing the sample's model " + MODEL + ":" + VERSION);
        var importer = ChildProcess.start(
                new ChildCommand("import", OwnCommand.with(importArguments()), Map.of(), data.log("import"), false));
        return importer.ended().orTimeout(IMPORT_SECONDS, TimeUnit.SECONDS).thenAccept(status -> {
            if (status != 0) {
                throw new CommandFailedException("the sample's model cannot be imported: "
                        + LogExcerpt.cause(importer.log()) + "; its log is " + importer.log());
            }
        });
    }

    private List<String> importArguments() {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("models", "import", checkout.sampleModel().toString()));
        arguments.addAll(List.of("--name", MODEL, "--version", VERSION, "--task", "text-embedding"));
        arguments.addAll(List.of("--tokenizer", checkout.sampleTokenizer().toString()));
        for (var parameter : List.of("pooling=mean", "normalize=true", "maxTokens=128")) {
            arguments.addAll(List.of("--parameter", parameter));
        }
        arguments.addAll(List.of("--data", data.path().toString()));
        return arguments;
    }

    /** Deploys the function unless it is deployed as its file says. */
    void deploy(int gatewayPort) throws InterruptedException {
        var deployment = StackFile.read(checkout.sampleStack()).deployments().getFirst();
        try (var gateway = new GatewayClient(URI.create("http://127.0.0.1:" + gatewayPort))) {
            if (!new Functions(gateway).has(deployment)) {
                progress.say("Deploying the sample function " + NAME);
                GatewayClient.requireSuccess(deployPatiently(new Functions(gateway), deployment));
            }
        } catch (CommandFailedException e) {
            throw new CommandFailedException("the sample cannot be deployed: " + e.getMessage(), e);
        }
    }

    /** Services that are each ready may not have heard of each other yet. */
    private static HttpResponse<byte[]> deployPatiently(Functions functions, FunctionDeployment deployment)
            throws InterruptedException {
        var deadline = System.nanoTime() + DEPLOY_WAIT.toNanos();
        var answer = functions.deploy(deployment);
        while (answer.statusCode() >= 502 && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE_MILLIS);
            answer = functions.deploy(deployment);
        }
        return answer;
    }
}
