package dev.hearth.cli.scratch;

import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The hearth command in another JVM on the same JDK. */
public final class ThisProgram {

    /** Stops at the first compiler, as the start script has it: quick to start, slow to measure with. */
    static final String QUICK_JIT = "-XX:TieredStopAtLevel=1";

    private static final long STOP_SECONDS = 60;

    private ThisProgram() {}

    public static boolean isQuickJit() {
        return jvmOptions().contains(QUICK_JIT);
    }

    /** The command line that runs {@code hearth ARGUMENTS} with this JVM's options, of the two compilers' as given. */
    static List<String> command(List<String> jit, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        jvmOptions().stream().filter(option -> !option.equals(QUICK_JIT)).forEach(command::add);
        command.addAll(jit);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.hearth.cli.Hearth"));
        command.addAll(arguments);
        return command;
    }

    /** Runs {@code hearth ARGUMENTS} with both compilers in place of this process and returns its exit code. */
    public static int runWithFullJit(List<String> arguments) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command(List.of(), arguments))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(ParentWatch.ENVIRONMENT, "true");
        var other = builder.start();
        var hook = Thread.ofPlatform().unstarted(() -> end(other));
        Runtime.getRuntime().addShutdownHook(hook);
        var status = other.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        return status;
    }

    private static void end(Process other) {
        other.destroy();
        try {
            if (!other.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                other.destroyForcibly();
            }
        } catch (InterruptedException e) {
            other.destroyForcibly();
        }
    }

    private static List<String> jvmOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
}
