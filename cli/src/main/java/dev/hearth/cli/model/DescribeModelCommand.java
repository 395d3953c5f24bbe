package dev.hearth.cli.model;

import static dev.hearth.cli.gateway.Sizes.mebibytes;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.cli.gateway.Table;
import dev.hearth.contracts.model.ModelReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows all that is known of one model, of one version of it or of all. */
@Command(
        name = "describe",
        description = "Show a model: its files, parameters, holders, the functions that use it, and what it costs.",
        mixinStandardHelpOptions = true)
final class DescribeModelCommand implements Runnable {

    @Parameters(paramLabel = "NAME[:VERSION]", description = "The model; without a version, all versions.")
    private String model = "";

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        try (var client = gateway.connect()) {
            output.print(spec.commandLine().getOut(), client.read(path()), DescribeModelCommand::text);
        }
    }

    private String path() {
        var colon = model.indexOf(':');
        var reference = reference(colon < 0 ? model + ":1" : model);
        return colon < 0 ? "/v1/models/" + reference.name() : GatewayRepository.path(reference);
    }

    /** @throws CommandFailedException if the text is not of that form */
    static ModelReference reference(String text) {
        try {
            return ModelReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(JsonNode answer) {
        var models = answer.isArray() ? answer.valueStream() : Stream.of(answer);
        return models.map(DescribeModelCommand::table).collect(Collectors.joining("\n"));
    }

    private static String table(JsonNode model) {
        var table = new Table("FIELD", "VALUE");
        table.row("model", ListModelsCommand.reference(model));
        table.row("task", model.path("task").asString(""));
        table.row(
                "size",
                mebibytes(model.path("bytes").asLong(0)) + " ("
                        + model.path("bytes").asLong(0) + " bytes)");
        table.row("graphs", ListModelsCommand.names(model.path("graphs")));
        table.row("tiers", ListModelsCommand.tiers(model.path("tiers")));
        table.row("gpus", ListModelsCommand.names(model.path("tiers").path("device")));
        table.row("functions", ListModelsCommand.names(model.path("functions")));
        table.row("sha256", model.path("sha256").asString(""));
        rows(table, "file", model.path("files"));
        rows(table, "parameter", model.path("parameters"));
        rows(table, "profile", model.path("profile"));
        ExpectedCosts.rows(table, model.path("forecast"));
        return table.toString();
    }

    private static void rows(Table table, String name, JsonNode value) {
        if (value.isObject()) {
            value.propertyStream().forEach(inner -> rows(table, name + " " + inner.getKey(), inner.getValue()));
        } else if (!value.isMissingNode()) {
            table.row(name, value.isValueNode() ? value.asString("") : value.toString());
        }
    }
}
