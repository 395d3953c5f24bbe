package dev.hearth.cli.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The end of a log file that a process may still be writing. A last line without its end is not given yet. */
final class ServiceLog implements AutoCloseable {

    private static final long LOOKED_AT_BYTES = 256 << 10;
    private static final long POLL_MILLIS = 200;

    private final BufferedReader reader;
    private final StringBuilder unfinished = new StringBuilder();

    private ServiceLog(BufferedReader reader) {
        this.reader = reader;
    }

    /** Begins at most 256 KiB before its end. */
    static ServiceLog open(Path log) throws IOException {
        var file = new RandomAccessFile(log.toFile(), "r");
        var skipped = Math.max(0, file.length() - LOOKED_AT_BYTES);
        file.seek(skipped);
        var reader = new BufferedReader(Channels.newReader(file.getChannel(), StandardCharsets.UTF_8));
        if (skipped > 0) {
            reader.readLine();
        }
        return new ServiceLog(reader);
    }

    /** The lines that are there now and were not given before. */
    List<String> present() throws IOException {
        var lines = new ArrayList<String>();
        for (var next = reader.read(); next >= 0; next = reader.read()) {
            if (next == '\n') {
                lines.add(unfinished.toString());
                unfinished.setLength(0);
            } else {
                unfinished.append((char) next);
            }
        }
        return lines;
    }

    /** Gives lines as they are written, until the thread is interrupted. */
    void follow(Consumer<String> lines) throws IOException, InterruptedException {
        while (true) {
            present().forEach(lines);
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
