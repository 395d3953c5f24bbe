package dev.hearth.recorder;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the lines of one recording, file after file. Every file but the last ends before it exceeds its size. */
final class RecordingWriter implements AutoCloseable {

    private final RecordingFiles files;
    private final long fileBytes;
    private final int fileLimit;
    private final String begun;
    private final Setup setup;
    private @Nullable BufferedWriter out;
    private int part;
    private long written;
    private boolean holdsEvents;

    /**
     * @param fileBytes a file of more holds one event only
     * @param fileLimit most files
     */
    RecordingWriter(RecordingFiles files, long fileBytes, int fileLimit, String begun, Setup setup) throws IOException {
        this.files = files;
        this.fileBytes = fileBytes;
        this.fileLimit = fileLimit;
        this.begun = begun;
        this.setup = setup;
        open();
    }

    /** False, and nothing is written, if the last file has no room for it. */
    boolean append(RecordedEvent event) throws IOException {
        var line = EventCodec.write(EventCodec.Line.of(event)) + "\n";
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        if (holdsEvents && written + bytes > fileBytes) {
            if (part + 1 == fileLimit) {
                return false;
            }
            close();
            part++;
            open();
        }
        write(line, bytes);
        holdsEvents = true;
        return true;
    }

    void end(Ending ending) throws IOException {
        var line = EventCodec.write(new EventCodec.Line(0, null, ending)) + "\n";
        write(line, line.length());
    }

    void flush() throws IOException {
        Objects.requireNonNull(out).flush();
    }

    private void open() throws IOException {
        out = Files.newBufferedWriter(files.part(part));
        written = 0;
        holdsEvents = false;
        var header = EventCodec.write(new EventCodec.Header(EventCodec.FORMAT, part, begun, setup)) + "\n";
        write(header, header.getBytes(StandardCharsets.UTF_8).length);
    }

    private void write(String line, int bytes) throws IOException {
        Objects.requireNonNull(out).write(line);
        written += bytes;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
