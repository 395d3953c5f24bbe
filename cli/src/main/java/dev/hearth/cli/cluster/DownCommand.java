package dev.hearth.cli.cluster;

import dev.hearth.cli.local.DataOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends the cluster of a data folder. */
@Command(name = "down", description = "End the cluster that 'hearth up' started.", mixinStandardHelpOptions = true)
public final class DownCommand implements Runnable {

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var ended = new Shutdown(data.directory()).endAll();
        spec.commandLine()
                .getOut()
                .println(
                        ended == 0
                                ? "No cluster runs in " + data.directory()
                                : "Ended the cluster in " + data.directory() + " (" + ended + " processes)");
    }
}
