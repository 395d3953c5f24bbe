package dev.hearth.cli.simulate;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.recorder.BadRecordingException;
import dev.hearth.recorder.Decision;
import dev.hearth.recorder.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Takes the decisions of a live scheduler again, from the events it was told. */
final class RecordingReplay {

    private final Path recording;

    RecordingReplay(Path recording) {
        this.recording = recording;
    }

    /** @param decisions where they are written, one line each; nowhere if null */
    int run(@Nullable Path decisions, PrintWriter out) throws IOException {
        try {
            Replay replay = Replay.of(recording);
            Replay.Outcome outcome = decisions == null ? replay.decide(_ -> {}) : write(replay, decisions);
            out.println("Replayed " + outcome.events() + " events of policy "
                    + replay.setup().policy() + ": " + outcome.decisions() + " decisions. The recording ends: "
                    + outcome.ending() + ".");
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (BadRecordingException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Replay.Outcome write(Replay replay, Path decisions) throws IOException {
        try (Writer out = Files.newBufferedWriter(decisions)) {
            return replay.decide(decision -> append(decision, out));
        } catch (UncheckedIOException e) {
            throw new IOException("cannot write " + decisions + ": " + e.getMessage(), e);
        }
    }

    private static void append(Decision decision, Writer out) {
        try {
            out.write(decision + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
