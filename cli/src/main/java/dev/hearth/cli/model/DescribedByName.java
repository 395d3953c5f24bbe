package dev.hearth.cli.model;

import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Reads {@code models NAME} as {@code models describe NAME}, unless it is the name of a command. */
final class DescribedByName implements IParameterPreprocessor {

    @Override
    @SuppressWarnings("JdkObsolete") // what the interface takes
    public boolean preprocess(
            Stack<String> arguments, CommandSpec models, @Nullable ArgSpec argument, Map<String, Object> information) {
        if (!arguments.isEmpty() && isName(arguments.peek(), models)) {
            arguments.push("describe");
        }
        return false;
    }

    private static boolean isName(String argument, CommandSpec models) {
        return !argument.startsWith("-") && !models.subcommands().containsKey(argument);
    }
}
