package dev.hearth.cli.sample;

import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.model.ModelUploads;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the samples to a cluster that {@code hearth up} did not start; done again, it only adds what is missing. */
@Command(
        name = "samples",
        description = "Import the models of the samples through a gateway and deploy their functions.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SamplesCommand implements Callable<Integer> {

    @Option(
            names = "--samples",
            split = ",",
            defaultValue = "all",
            paramLabel = "all|NAME",
            description = "Which of examples/ to deploy.")
    private List<String> names = List.of();

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var samples = Samples.choose(Checkout.find(), names);
        try (var client = gateway.connect()) {
            var models = new ModelUploads(client, spec.commandLine().getErr());
            var functions = new Functions(client);
            for (var sample : samples) {
                print(models.importIfAbsent(sample.model()));
                deployUnlessThere(sample, functions);
            }
        }
        return 0;
    }

    private void deployUnlessThere(Sample sample, Functions functions) throws InterruptedException {
        var function = sample.function();
        if (functions.has(function)) {
            print(function.service() + " is there already");
            return;
        }
        GatewayClient.requireSuccess(functions.deployPatiently(function));
        print("Deployed " + function.service());
    }

    private void print(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
