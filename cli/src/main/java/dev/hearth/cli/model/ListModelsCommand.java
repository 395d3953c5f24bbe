package dev.hearth.cli.model;

import static dev.hearth.cli.gateway.Sizes.mebibytes;

import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.cli.gateway.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the models of the repository and the GPUs that hold them. */
@Command(name = "list", description = "List the models and where they are resident.", mixinStandardHelpOptions = true)
final class ListModelsCommand implements Runnable {

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        try (var client = gateway.connect()) {
            output.print(spec.commandLine().getOut(), client.read("/v1/models"), ListModelsCommand::text);
        }
    }

    static String text(JsonNode models) {
        if (models.isEmpty()) {
            return "The repository holds no models.";
        }
        var table = new Table("MODEL", "TASK", "SIZE", "GRAPHS", "TIERS", "GPUS");
        for (var model : models) {
            table.row(
                    reference(model),
                    model.path("task").asString(""),
                    mebibytes(model.path("bytes").asLong(0)),
                    names(model.path("graphs")),
                    tiers(model.path("tiers")),
                    names(model.path("tiers").path("device")));
        }
        return table.toString();
    }

    static String reference(JsonNode model) {
        return model.path("name").asString("") + ":" + model.path("version").asString("");
    }

    /** Where the model lies, the slowest first. */
    static String tiers(JsonNode tiers) {
        var found = new ArrayList<String>();
        for (var tier : List.of("repository", "host", "device")) {
            var where = tiers.path(tier);
            if (where.isArray() ? !where.isEmpty() : where.asBoolean(false)) {
                found.add(tier);
            }
        }
        return found.isEmpty() ? "-" : String.join(", ", found);
    }

    static String names(JsonNode list) {
        return list.isEmpty()
                ? "-"
                : list.valueStream()
                        .map(name -> name.isValueNode()
                                ? name.asString("")
                                : name.path("name").asString(""))
                        .collect(Collectors.joining(", "));
    }
}
