package dev.hearth.recorder;

import dev.hearth.scheduling.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to files, on a thread of its own. A replay has to begin where the scheduler began, so files are never
 * reused: the recording ends when its last file is full. It also ends when more than {@value #BUFFER} events wait to be
 * written, or a write fails; each is a warning, a marker in the file where there is room for one, and nothing the
 * scheduler notices. A recording that lies at the same place already becomes {@code NAME.previous}.
 *
 * <p>Nothing is opened before the first event.
 */
public final class FlightRecorder implements Recorder {

    static final int BUFFER = 65_536;

    private static final Logger log = LoggerFactory.getLogger(FlightRecorder.class);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final RecordingFiles files;
    private final long fileBytes;
    private final int fileLimit;
    private final Setup setup;
    private final InstantSource clock;
    private final BlockingQueue<RecordedEvent> buffer;
    private volatile @Nullable Thread writer;
    private volatile @Nullable Ending asked;
    private volatile boolean ended;

    /**
     * @param first where the recording begins
     * @param fileBytes size of one file
     * @param fileLimit most files
     */
    public FlightRecorder(Path first, long fileBytes, int fileLimit, Setup setup) {
        this(first, fileBytes, fileLimit, setup, InstantSource.system(), BUFFER);
    }

    FlightRecorder(Path first, long fileBytes, int fileLimit, Setup setup, InstantSource clock, int buffer) {
        this.files = new RecordingFiles(first.toAbsolutePath());
        this.fileBytes = fileBytes;
        this.fileLimit = fileLimit;
        this.setup = setup;
        this.clock = clock;
        this.buffer = new ArrayBlockingQueue<>(buffer);
    }

    @Override
    public void record(Event event, long nowNanos) {
        if (ended || asked != null) {
            return;
        }
        if (!buffer.offer(new RecordedEvent(nowNanos, event))) {
            asked = Ending.BUFFER_FULL;
            log.warn(
                    "the recording {} ends here: {} events wait to be written, which is the limit",
                    files.first(),
                    buffer.size());
        } else if (writer == null) {
            writer = Thread.ofPlatform().name("flight-recorder").daemon().start(this::write);
        }
    }

    @Override
    public void close() {
        if (asked == null) {
            asked = Ending.CLOSED;
        }
        try {
            var writing = writer;
            if (writing != null && !writing.join(CLOSE_TIMEOUT)) {
                log.warn("the recording {} is not written to its end within {}", files.first(), CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            Files.createDirectories(Objects.requireNonNull(files.first().getParent()));
            files.moveAside();
            try (var out = new RecordingWriter(
                    files, fileBytes, fileLimit, clock.instant().toString(), setup)) {
                log.info("recording events file={}", files.first());
                out.end(write(out));
            }
        } catch (IOException | RuntimeException e) {
            log.warn("the recording {} ends here, it cannot be written: {}", files.first(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            buffer.clear();
        }
    }

    /** Writes until there is a reason not to, and returns it. */
    private Ending write(RecordingWriter out) throws IOException, InterruptedException {
        while (true) {
            // Read before the buffer is: what was recorded before the end was asked for is in it.
            var ending = asked;
            var next = ending == null ? buffer.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS) : buffer.poll();
            if (next != null) {
                if (!out.append(next)) {
                    log.warn("the recording {} ends here: {} files are full", files.first(), fileLimit);
                    return Ending.LIMIT_REACHED;
                }
                if (buffer.isEmpty()) {
                    out.flush();
                }
            } else if (ending != null) {
                return ending;
            }
        }
    }
}
