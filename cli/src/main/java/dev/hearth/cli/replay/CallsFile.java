package dev.hearth.cli.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Every call of some runs as CSV; times in real milliseconds. */
final class CallsFile {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "trace",
                    "policy",
                    "call",
                    "function",
                    "due_ms",
                    "late_ms",
                    "latency_ms",
                    "gpu",
                    "cache",
                    "queue_ms",
                    "load_ms",
                    "inference_ms",
                    "error")
            .get();

    private CallsFile() {}

    static void write(List<LiveRun> runs, Path file) throws IOException {
        try (var out = new CSVPrinter(Files.newBufferedWriter(file), FORMAT)) {
            runs.forEach(run -> write(run, out));
        } catch (UncheckedIOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(LiveRun run, CSVPrinter out) {
        int number = 0;
        for (var call : run.calls()) {
            number++;
            try {
                out.printRecord(
                        run.plan().trace().name(),
                        run.plan().choice().policy(),
                        number,
                        call.function(),
                        call.dueNanos() / NANOS_PER_MILLI,
                        call.lateNanos() / NANOS_PER_MILLI,
                        call.latencyNanos() / NANOS_PER_MILLI,
                        call.gpu(),
                        call.cache(),
                        call.timing().queueMs(),
                        call.timing().loadMs(),
                        call.timing().inferenceMs(),
                        call.error());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
