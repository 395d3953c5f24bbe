package dev.hearth.cli.function;

import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.cli.gateway.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows all that is known of one function. */
@Command(name = "describe", description = "Show one function.", mixinStandardHelpOptions = true)
public final class DescribeCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "The function.")
    private String name = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace; else the default one.")
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
            var function = new Functions(client).describe(name, namespace);
            output.print(spec.commandLine().getOut(), function, DescribeCommand::text);
        }
    }

    static String text(JsonNode function) {
        var table = new Table("FIELD", "VALUE");
        function.propertyStream().forEach(field -> addRows(table, field.getKey(), field.getValue()));
        return table.toString();
    }

    private static void addRows(Table table, String name, JsonNode value) {
        if (value.isObject()) {
            value.propertyStream().forEach(inner -> addRows(table, name + "." + inner.getKey(), inner.getValue()));
        } else {
            table.row(name, value.isValueNode() ? value.asString("") : value.toString());
        }
    }
}
