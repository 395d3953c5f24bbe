package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.cluster.WorkerProgram;
import dev.hearth.cli.local.Checkout;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.LogExcerpt;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/** Has the worker's own loader measured, in a process that is run as a worker is. */
final class ReloadBenchmark {

    private static final String MEASUREMENT = "dev.hearth.worker.measure.ReloadMeasurement";
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);

    private final int rounds;
    private final PrintWriter terminal;
    private final Consumer<String> progress;

    /**
     * @param terminal is told if the worker has to be prepared first
     * @param progress takes a line per phase
     */
    ReloadBenchmark(int rounds, PrintWriter terminal, Consumer<String> progress) {
        this.rounds = rounds;
        this.terminal = terminal;
        this.progress = progress;
    }

    /** @param data an empty folder for the repository and the process */
    ReloadReport run(Path data) throws IOException, InterruptedException {
        progress.accept("Importing the model");
        var copies = new EmbeddingCopies(1);
        var repository = data.resolve("models");
        long modelBytes = copies.importInto(repository);
        var arguments = List.of(
                repository.toString(),
                copies.names().getFirst() + ":1",
                EmbeddingCopies.original().toString(),
                "" + rounds);
        var command = new WorkerProgram(Checkout.find(), terminal).command(MEASUREMENT, arguments, data);
        progress.accept("Measuring " + rounds + (rounds == 1 ? " round" : " rounds"));
        var times = read(measure(command, LONGEST_START.plus(LONGEST_ROUND.multipliedBy(rounds))));
        return ReloadReport.of(Machine.thisOne(), modelBytes, times);
    }

    /** Returns the last line that the process wrote. */
    private static String measure(ChildCommand command, Duration longest) throws IOException, InterruptedException {
        try (var child = ChildProcess.start(command)) {
            int status = child.ended().get(longest.toSeconds(), TimeUnit.SECONDS);
            if (status != 0) {
                throw new CommandFailedException("the measurement ended with exit code " + status + ": "
                        + LogExcerpt.cause(child.log()) + "; its log is " + child.log());
            }
        } catch (TimeoutException e) {
            throw new CommandFailedException(
                    "the measurement did not end within " + longest.toSeconds() + " s; its log is " + command.log(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return Files.readAllLines(command.log()).getLast();
    }

    private static ReloadReport.Times read(String json) {
        try {
            return WireJson.mapper().readValue(json, ReloadReport.Times.class);
        } catch (JacksonException e) {
            throw new CommandFailedException("the measurement's last line holds no times: " + json, e);
        }
    }
}
