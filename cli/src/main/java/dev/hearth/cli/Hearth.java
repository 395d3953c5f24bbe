package dev.hearth.cli;

import dev.hearth.cli.bench.BenchCommand;
import dev.hearth.cli.cluster.DownCommand;
import dev.hearth.cli.cluster.LogsCommand;
import dev.hearth.cli.cluster.RestartCommand;
import dev.hearth.cli.cluster.UpCommand;
import dev.hearth.cli.function.DeployCommand;
import dev.hearth.cli.function.DescribeCommand;
import dev.hearth.cli.function.InvokeCommand;
import dev.hearth.cli.function.ListCommand;
import dev.hearth.cli.function.RemoveCommand;
import dev.hearth.cli.gpu.GpusCommand;
import dev.hearth.cli.model.ModelsCommand;
import dev.hearth.cli.replay.ReplayCommand;
import dev.hearth.cli.sample.DemoCommand;
import dev.hearth.cli.sample.SamplesCommand;
import dev.hearth.cli.simulate.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code hearth} command. Exit codes: 0 success, 1 a call that was refused or failed, 2 wrong usage.
 */
@Command(
        name = "hearth",
        description = "GPU Function-as-a-Service: run it here, deploy functions, invoke them.",
        mixinStandardHelpOptions = true,
        version = "hearth 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            RestartCommand.class,
            DeployCommand.class,
            ListCommand.class,
            DescribeCommand.class,
            RemoveCommand.class,
            InvokeCommand.class,
            GpusCommand.class,
            DemoCommand.class,
            SamplesCommand.class,
            ModelsCommand.class,
            LogsCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Hearth {

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command, ready to execute; failures become one line on its error writer. */
    public static CommandLine commandLine() {
        return new CommandLine(new Hearth())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Hearth::explainUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> explainFailure(failure, command));
    }

    private static int explainUsage(CommandLine.ParameterException wrong, String[] arguments) {
        var command = wrong.getCommandLine();
        command.getErr().println("hearth: " + wrong.getMessage());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception failure, CommandLine command) {
        command.getErr().println("hearth: " + (failure.getMessage() == null ? failure : failure.getMessage()));
        if (System.getenv("HEARTH_TRACE") != null) {
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
