package dev.hearth.cli.function;

import dev.hearth.cli.gateway.GatewayOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes one function; its model stays in the repository. */
@Command(name = "remove", description = "Remove a function; its model stays.", mixinStandardHelpOptions = true)
public final class RemoveCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "The function.")
    private String name = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace; else the default one.")
    private @Nullable String namespace;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        try (var client = gateway.connect()) {
            new Functions(client).remove(name, namespace);
            spec.commandLine().getOut().println("Removed " + name);
        }
    }
}
