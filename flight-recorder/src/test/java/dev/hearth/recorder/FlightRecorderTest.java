package dev.hearth.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FlightRecorderTest {

    private static final long LARGE = 1 << 20;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("deep").resolve("events.jsonl");
    }

    @Test
    void readsWhatWasRecorded() {
        var events = Events.ofEachKind();
        try (var recorder = new FlightRecorder(file, LARGE, 1, Events.SETUP)) {
            for (int i = 0; i < events.size(); i++) {
                recorder.record(events.get(i), i);
            }
        }

        var read = new ArrayList<RecordedEvent>();
        var reader = FlightReader.of(file);

        assertThat(reader.read(read::add)).isEqualTo(Ending.CLOSED);
        assertThat(reader.setup()).isEqualTo(Events.SETUP);
        assertThat(read).extracting(RecordedEvent::event).isEqualTo(events);
        assertThat(read).extracting(RecordedEvent::nanos).startsWith(0L, 1L, 2L);
    }

    @Test
    void opensNothingBeforeTheFirstEvent() {
        new FlightRecorder(file, LARGE, 1, Events.SETUP).close();

        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void goesOnInTheNextFileAndReadsAllInOrder() throws IOException {
        record(100, 2_000, 50);

        assertThat(files()).hasSizeGreaterThan(5).contains("events.jsonl", "events.jsonl.1");
        for (var name : files()) {
            assertThat(Files.size(file.resolveSibling(name))).isLessThan(2_100);
        }
        assertThat(read()).isEqualTo(ids(100));
    }

    @Test
    void stopsWhenTheLastFileIsFullAndSaysSo() throws IOException {
        record(100, 2_000, 2);

        assertThat(files()).containsExactly("events.jsonl", "events.jsonl.1");
        var read = new ArrayList<RecordedEvent>();
        assertThat(FlightReader.of(file).read(read::add)).isEqualTo(Ending.LIMIT_REACHED);
        assertThat(read).hasSizeBetween(10, 40);
        assertThat(read()).isEqualTo(ids(read.size()));
    }

    @Test
    void aFullBufferEndsTheRecordingAndNotItsCaller() {
        var held = new CountDownLatch(1);
        InstantSource slow = () -> {
            await(held);
            return Instant.EPOCH;
        };
        try (var recorder = new FlightRecorder(file, LARGE, 1, Events.SETUP, slow, 4)) {
            ids(10).forEach(id -> recorder.record(Events.arrived(id), 0));
            held.countDown();
        }

        var read = new ArrayList<RecordedEvent>();
        assertThat(FlightReader.of(file).read(read::add)).isEqualTo(Ending.BUFFER_FULL);
        assertThat(read()).isEqualTo(ids(4));
    }

    @Test
    void aFailedWriteEndsTheRecordingAndNotItsCaller() throws IOException {
        Files.createDirectories(file.resolveSibling("events.jsonl.1"));

        record(100, 2_000, 50);

        var read = new ArrayList<RecordedEvent>();
        assertThat(FlightReader.of(file).read(read::add)).isEqualTo(Ending.CUT_OFF);
        assertThat(read()).isNotEmpty().isEqualTo(ids(read.size()));
    }

    @Test
    void neverTouchesWhatIsNoRegularFile() throws IOException {
        Files.createDirectories(file);

        record(1, LARGE, 1);

        assertThat(file).isEmptyDirectory();
    }

    @Test
    void keepsTheRecordingBeforeThisOneAndNoEarlier() throws IOException {
        record(100, 2_000, 50);
        record(2, 2_000, 50);
        assertThat(read(file.resolveSibling("events.jsonl.previous"))).isEqualTo(ids(100));

        record(3, 2_000, 50);

        assertThat(files()).containsExactly("events.jsonl", "events.jsonl.previous");
        assertThat(read()).isEqualTo(ids(3));
        assertThat(read(file.resolveSibling("events.jsonl.previous"))).isEqualTo(ids(2));
    }

    @Test
    void aLineThatIsCutOffIsTheEnd() throws IOException {
        record(3, LARGE, 1);
        var text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.indexOf("\"id\":\"2\"")));

        var read = new ArrayList<RecordedEvent>();

        assertThat(FlightReader.of(file).read(read::add)).isEqualTo(Ending.CUT_OFF);
        assertThat(read).hasSize(2);
    }

    @Test
    void saysWhichLineIsWrong() throws IOException {
        record(3, LARGE, 1);
        var lines = Files.readAllLines(file);
        lines.set(2, "{\"nanos\":1,\"event\":{\"kind\":\"InvocationVanished\"}}");
        Files.write(file, lines);

        assertThatThrownBy(this::read)
                .isInstanceOf(BadRecordingException.class)
                .hasMessageStartingWith(file + ", line 3: no event")
                .hasMessageContaining("InvocationVanished");
    }

    @Test
    void saysWhatIsNoRecordingOrNotItsBeginning() throws IOException {
        record(100, 2_000, 50);
        assertThatThrownBy(() -> FlightReader.of(file.resolveSibling("events.jsonl.2")))
                .hasMessageContaining("is part 2 of a recording");

        Files.delete(file.resolveSibling("events.jsonl.2"));
        assertThatThrownBy(this::read).hasMessageEndingWith("events.jsonl.2 is missing");

        Files.writeString(file, "{}\n");
        assertThatThrownBy(() -> FlightReader.of(file)).hasMessageContaining("line 1");

        Files.delete(file);
        assertThatThrownBy(() -> FlightReader.of(file))
                .isInstanceOf(BadRecordingException.class)
                .hasMessageContaining("NoSuchFile");
    }

    @Test
    void refusesAFormatItDoesNotKnow() throws IOException {
        record(1, LARGE, 1);
        Files.writeString(file, Files.readString(file).replaceFirst("\"format\":2", "\"format\":3"));

        assertThatThrownBy(() -> FlightReader.of(file)).hasMessageContaining("format 3, but this reads format 2");
    }

    @Test
    void refusesAFileOfAnotherRecording() throws IOException {
        record(100, 2_000, 50);
        var second = file.resolveSibling("events.jsonl.1");
        Files.writeString(
                second,
                Files.readString(second).replaceFirst("1970-01-01", "1971-01-01"),
                StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(this::read).hasMessageContaining("is part 1 of the recording of 1971-01-01");
    }

    private void record(int count, long fileBytes, int fileLimit) {
        try (var recorder = new FlightRecorder(file, fileBytes, fileLimit, Events.SETUP, CLOCK, 1_000)) {
            ids(count).forEach(id -> recorder.record(Events.arrived(id), 0));
        }
    }

    private static List<String> ids(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(String::valueOf).toList();
    }

    private List<String> read() {
        return read(file);
    }

    private static List<String> read(Path first) {
        var ids = new ArrayList<String>();
        FlightReader.of(first)
                .read(recorded -> ids.add(((dev.hearth.scheduling.Event.InvocationArrived) recorded.event())
                        .invocation()
                        .id()
                        .value()));
        return ids;
    }

    private List<String> files() throws IOException {
        try (var listed = Files.list(file.getParent())) {
            return listed.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
