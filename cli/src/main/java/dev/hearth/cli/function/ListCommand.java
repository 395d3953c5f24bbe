package dev.hearth.cli.function;

import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.cli.gateway.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the deployed functions. */
@Command(name = "list", description = "List the deployed functions.", mixinStandardHelpOptions = true)
public final class ListCommand implements Runnable {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only this namespace; else the default one.")
    private @Nullable String namespace;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        try (var client = gateway.connect()) {
            var functions = new Functions(client).list(namespace);
            output.print(spec.commandLine().getOut(), functions, ListCommand::text);
        }
    }

    static String text(JsonNode functions) {
        if (functions.isEmpty()) {
            return "No functions are deployed.";
        }
        var table = new Table("FUNCTION", "IMAGE", "REPLICAS");
        for (var function : functions) {
            table.row(
                    function.path("name").asString(""),
                    function.path("image").asString(""),
                    String.valueOf(function.path("replicas").asLong(0)));
        }
        return table.toString();
    }
}
