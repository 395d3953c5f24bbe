package dev.hearth.cli.gpu;

import static dev.hearth.cli.gateway.Sizes.mebibytes;

import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.cli.gateway.Table;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows which GPU holds which model, how many bytes, and what runs. */
@Command(
        name = "gpus",
        description = "Show the GPUs: memory, resident models, what runs and what waits.",
        mixinStandardHelpOptions = true)
public final class GpusCommand implements Runnable {

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        try (var client = gateway.connect()) {
            output.print(spec.commandLine().getOut(), client.read("/v1/gpus"), GpusCommand::text);
        }
    }

    static String text(JsonNode gpus) {
        if (gpus.isEmpty()) {
            return "No GPU: no worker has joined.";
        }
        var table = new Table("GPU", "DEVICE", "MEMORY", "MODELS", "RUNNING", "QUEUED");
        for (var gpu : gpus) {
            table.row(
                    gpu.path("id").asString(""),
                    device(gpu),
                    memory(gpu.path("memory")),
                    models(gpu),
                    String.valueOf(gpu.path("running").size()),
                    String.valueOf(gpu.path("queued").asLong(0)));
        }
        return table.toString();
    }

    private static String memory(JsonNode memory) {
        var total = memory.path("totalBytes").asLong(0);
        return mebibytes(total - memory.path("freeBytes").asLong(total)) + " of " + mebibytes(total);
    }

    /** Of a GPU its name too. */
    private static String device(JsonNode gpu) {
        var kind = gpu.path("device").asString("");
        return kind.equals("cuda") ? kind + " (" + gpu.path("name").asString("") + ")" : kind;
    }

    private static String models(JsonNode gpu) {
        var resident = gpu.path("models")
                .valueStream()
                .map(model -> name(model) + " " + model.path("state").asString("") + " "
                        + mebibytes(model.path("bytes").asLong(0))
                        + kept(model.path("keptUntil").asString("")));
        var quarantined = gpu.path("quarantined").valueStream().map(model -> name(model) + " quarantined");
        var models = Stream.concat(resident, quarantined).collect(Collectors.joining(", "));
        return models.isEmpty() ? "-" : models;
    }

    private static String kept(String until) {
        return switch (until) {
            case "" -> "";
            case "always" -> " pinned";
            default -> " kept until " + until;
        };
    }

    private static String name(JsonNode model) {
        return model.path("model").asString("") + ":" + model.path("version").asString("");
    }
}
