package dev.hearth.recorder;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides again on what was recorded: a new scheduler of the same setup is told the same events at the same times. */
public final class Replay {

    private final FlightReader recording;

    private Replay(FlightReader recording) {
        this.recording = recording;
    }

    /**
     * The replay of the recording that begins in this file.
     *
     * @throws BadRecordingException if none does
     */
    public static Replay of(Path recording) {
        return new Replay(FlightReader.of(recording));
    }

    /** What the recorded scheduler was set up with, and the new one is. */
    public Setup setup() {
        return recording.setup();
    }

    /**
     * Decides on every event.
     *
     * @param decisions is passed each decision as it is taken
     * @throws BadRecordingException if a file or a line is not what it should be
     */
    public Outcome decide(Consumer<Decision> decisions) {
        var scheduler = setup().scheduler();
        var count = new Count();
        var ending = recording.read(recorded -> {
            count.events++;
            for (var command : scheduler.apply(recorded.event(), recorded.nanos())) {
                count.decisions++;
                decisions.accept(new Decision(recorded.nanos(), command));
            }
        });
        return new Outcome(count.events, count.decisions, ending);
    }

    /**
     * Compares with a log of decisions, one a line.
     *
     * @return where the two part; empty if they are the same
     */
    public Optional<Difference> check(Stream<String> log) {
        var comparison = new Comparison(log.iterator());
        decide(comparison::take);
        return comparison.end();
    }

    /** What a replay came to. */
    public record Outcome(long events, long decisions, Ending ending) {}

    /**
     * The first line in which a log and a replay differ.
     *
     * @param line from 1
     * @param logged null if the log has ended
     * @param decided null if the replay has
     */
    public record Difference(
            long line, @Nullable String logged, @Nullable String decided) {}

    private static final class Count {
        private long events;
        private long decisions;
    }

    private static final class Comparison {

        private final Iterator<String> log;
        private long line;
        private @Nullable Difference first;

        Comparison(Iterator<String> log) {
            this.log = log;
        }

        void take(Decision decision) {
            if (first == null) {
                compare(decision.toString());
            }
        }

        Optional<Difference> end() {
            if (first == null && log.hasNext()) {
                first = new Difference(line + 1, log.next(), null);
            }
            return Optional.ofNullable(first);
        }

        private void compare(String decided) {
            line++;
            var logged = log.hasNext() ? log.next() : null;
            if (!decided.equals(logged)) {
                first = new Difference(line, logged, decided);
            }
        }
    }
}
