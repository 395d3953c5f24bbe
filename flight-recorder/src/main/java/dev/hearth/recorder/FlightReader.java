package dev.hearth.recorder;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads a recording, all its files in their order. */
public final class FlightReader {

    private final RecordingFiles files;
    private final EventCodec.Header header;

    private FlightReader(RecordingFiles files, EventCodec.Header header) {
        this.files = files;
        this.header = header;
    }

    /**
     * Opens the recording that begins in this file.
     *
     * @throws BadRecordingException if none does
     */
    public static FlightReader of(Path first) {
        var files = new RecordingFiles(first);
        try (var in = Files.newBufferedReader(first)) {
            var header = header(first, in);
            if (header.part() != 0) {
                throw new BadRecordingException(
                        first,
                        "is part " + header.part()
                                + " of a recording; only the whole can be replayed: name its first file");
            }
            return new FlightReader(files, header);
        } catch (IOException e) {
            throw new BadRecordingException(first, "cannot be read: " + e);
        }
    }

    /** What the recorded scheduler was set up with. */
    public Setup setup() {
        return header.setup();
    }

    /**
     * Passes every event on, in order.
     *
     * @return why there are no more
     * @throws BadRecordingException if a file or a line is not what it should be
     */
    public Ending read(Consumer<RecordedEvent> events) {
        int part = 0;
        while (files.has(part)) {
            var ending = read(part, events);
            if (ending != null) {
                return ending;
            }
            part++;
        }
        if (files.has(part + 1)) {
            throw new BadRecordingException(files.part(part), "is missing");
        }
        return Ending.CUT_OFF;
    }

    private @Nullable Ending read(int part, Consumer<RecordedEvent> events) {
        var file = files.part(part);
        try (var in = Files.newBufferedReader(file)) {
            var own = header(file, in);
            if (own.part() != part || !own.begun().equals(header.begun())) {
                throw new BadRecordingException(
                        file,
                        "is part " + own.part() + " of the recording of " + own.begun() + ", not part " + part
                                + " of that of " + header.begun());
            }
            long number = 1;
            for (var json = in.readLine(); json != null; json = in.readLine()) {
                number++;
                EventCodec.Line line;
                try {
                    line = EventCodec.line(json);
                } catch (JacksonException e) {
                    if (in.readLine() == null && !files.has(part + 1)) {
                        return Ending.CUT_OFF;
                    }
                    throw new BadRecordingException(file, number, "no event: " + e.getOriginalMessage(), e);
                }
                if (line.end() != null) {
                    return line.end();
                }
                if (line.event() == null) {
                    throw new BadRecordingException(file, number, "neither an event nor an end", null);
                }
                events.accept(new RecordedEvent(line.nanos(), line.event()));
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EventCodec.Header header(Path file, BufferedReader in) throws IOException {
        var json = in.readLine();
        try {
            var header = EventCodec.header(json == null ? "" : json);
            if (header.format() != EventCodec.FORMAT) {
                throw new BadRecordingException(
                        file, 1, "format " + header.format() + ", but this reads format " + EventCodec.FORMAT, null);
            }
            return header;
        } catch (JacksonException e) {
            throw new BadRecordingException(file, 1, "no header of a recording: " + e.getOriginalMessage(), e);
        }
    }
}
