package dev.hearth.cli.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a person what happens, a line per step, and keeps the same lines in a log. Thread-safe. */
final class Progress {

    private final PrintWriter terminal;
    private final @Nullable PrintWriter log;
    private final long startNanos = System.nanoTime();

    private Progress(PrintWriter terminal, @Nullable PrintWriter log) {
        this.terminal = terminal;
        this.log = log;
    }

    /** Prints only. */
    static Progress on(PrintWriter terminal) {
        return new Progress(terminal, null);
    }

    /** Prints, and writes the log anew. */
    static Progress on(PrintWriter terminal, Path log) {
        try {
            return new Progress(terminal, new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(log + " cannot be written", e);
        }
    }

    synchronized void say(String line) {
        print(terminal, line);
        if (log != null) {
            print(log, line);
        }
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    /** Since the first step, e.g. {@code 12.3 s}. */
    String elapsed() {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - startNanos) / 1e9);
    }
}
