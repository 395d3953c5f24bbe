package dev.hearth.cli.function;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.gateway.GatewayOptions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deploys every function of a {@code stack.yml}. */
@Command(name = "deploy", description = "Deploy the functions of a stack.yml.", mixinStandardHelpOptions = true)
public final class DeployCommand implements Runnable {

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            defaultValue = "stack.yml",
            description = "An OpenFaaS stack.yml (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("stack.yml");

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var deployments = StackFile.read(file).deployments();
        try (var client = gateway.connect()) {
            var functions = new Functions(client);
            for (var deployment : deployments) {
                GatewayClient.requireSuccess(functions.deploy(deployment));
                spec.commandLine()
                        .getOut()
                        .println("Deployed " + deployment.service() + ": " + client.address() + "/function/"
                                + deployment.service());
            }
        }
    }
}
