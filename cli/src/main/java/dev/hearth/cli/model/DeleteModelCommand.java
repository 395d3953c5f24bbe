package dev.hearth.cli.model;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.contracts.json.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes one version that no function uses. */
@Command(
        name = "delete",
        description = "Delete a version of a model; refused while a function uses it.",
        mixinStandardHelpOptions = true)
final class DeleteModelCommand implements Runnable {

    @Parameters(paramLabel = "NAME:VERSION", description = "The version.")
    private String model = "";

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var reference = DescribeModelCommand.reference(model);
        try (var client = gateway.connect()) {
            GatewayClient.requireSuccess(client.send(
                    "DELETE", GatewayRepository.path(reference), null, Map.of(), GatewayClient.MANAGEMENT_TIMEOUT));
        }
        var deleted = new LinkedHashMap<String, Object>();
        deleted.put("name", reference.name());
        deleted.put("version", reference.version());
        deleted.put("deleted", true);
        output.print(
                spec.commandLine().getOut(), WireJson.mapper().valueToTree(deleted), answer -> "Deleted " + reference);
    }
}
