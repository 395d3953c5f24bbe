package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Starts the supervisor as a process that outlives this one, and relays what it says until the cluster is ready. */
final class DetachedStart {

    private static final long POLL_MILLIS = 100;

    private final Path data;
    private final Checkout checkout;
    private final PrintWriter out;

    DetachedStart(Path data, Checkout checkout, PrintWriter out) {
        this.data = data;
        this.checkout = checkout;
        this.out = out;
    }

    /**
     * Returns the exit code. The supervisor bounds each of its steps, so the wait for it needs no bound of its own.
     *
     * @param arguments of the command as they were given, {@code --detach} among them
     */
    int start(List<String> arguments) throws InterruptedException {
        try {
            // Refuses here and now what the supervisor would refuse, before its log is written anew.
            DataDirectory.open(data).close();
            var log = data.resolve("logs").resolve("supervisor.log");
            var supervisor = launch(arguments, log);
            var abort = Thread.ofPlatform().unstarted(supervisor::destroy);
            Runtime.getRuntime().addShutdownHook(abort);
            var ready = relay(supervisor, log);
            Runtime.getRuntime().removeShutdownHook(abort);
            return ready ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IOException e) {
            throw new CommandFailedException("the supervisor cannot be started: " + e.getMessage(), e);
        }
    }

    private Process launch(List<String> arguments, Path log) throws IOException {
        var command = new ArrayList<String>();
        // In a session of its own, the end of this terminal does not reach it.
        var setsid = Path.of("/usr/bin/setsid");
        command.add(Files.isExecutable(setsid) ? setsid.toString() : "nohup");
        var rest = new ArrayList<>(arguments);
        rest.remove("--detach");
        rest.add("--as-detached");
        command.addAll(OwnCommand.with(rest));
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Whether the ready line came before the supervisor ended. */
    private boolean relay(Process supervisor, Path log) throws IOException, InterruptedException {
        try (var lines = Files.newBufferedReader(log)) {
            while (true) {
                var ended = !supervisor.isAlive();
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    out.println(line);
                    out.flush();
                    if (line.startsWith(UpCommand.READY)) {
                        return true;
                    }
                }
                if (ended) {
                    return false;
                }
                supervisor.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
