package dev.hearth.cli.cluster;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** This very command in another process. */
final class OwnCommand {

    private OwnCommand() {}

    /** The command line that runs {@code hearth ARGUMENTS} with the JVM options of this process. */
    static List<String> with(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Jvm.java().toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.hearth.cli.Hearth"));
        command.addAll(arguments);
        return command;
    }
}
