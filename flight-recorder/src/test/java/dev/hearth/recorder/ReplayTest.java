package dev.hearth.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.InvocationId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    @TempDir
    private Path directory;

    private final List<String> decisions = new ArrayList<>();
    private Path file;

    /** A short life: two invocations, one GPU that loads for the first and serves the second too. */
    @BeforeEach
    void record() {
        file = directory.resolve("events.jsonl");
        var scheduler = Events.SETUP.scheduler();
        try (var recorder = new FlightRecorder(file, 1 << 20, 1, Events.SETUP)) {
            tell(scheduler, recorder, 10, Events.arrived("one"));
            tell(scheduler, recorder, 20, Events.arrived("two"));
            var idle = new GpuReport(Events.GPU, "laptop", 6, 1, 1_000, List.of(), List.of());
            tell(scheduler, recorder, 30, new Event.WorkerReported("worker-1", 6, List.of(idle)));
            var one = new InvocationId("one");
            tell(scheduler, recorder, 35, new Event.InvocationCompleted(one, Events.GPU, true, 2, 3, Optional.empty()));
            for (var event : Events.ofEachKind()) {
                tell(scheduler, recorder, 40, event);
            }
            tell(scheduler, recorder, 1_000_000_000, new Event.TimeReached());
        }
        assertThat(decisions).hasSizeGreaterThan(2).anyMatch(decision -> decision.contains("Dispatch"));
    }

    @Test
    void decidesTheSameAgain() {
        var again = new ArrayList<String>();

        var outcome = Replay.of(file).decide(decision -> again.add(decision.toString()));

        assertThat(again).isEqualTo(decisions);
        assertThat(outcome)
                .isEqualTo(new Replay.Outcome(5L + Events.ofEachKind().size(), decisions.size(), Ending.CLOSED));
        assertThat(Replay.of(file).check(decisions.stream())).isEmpty();
    }

    @Test
    void saysWhereALogDiffers() {
        var changed = new ArrayList<>(decisions);
        changed.set(1, "0 nothing");

        assertThat(Replay.of(file).check(changed.stream()))
                .contains(new Replay.Difference(2, "0 nothing", decisions.get(1)));
    }

    @Test
    void saysWhichOfTheTwoEndsFirst() {
        var shorter = decisions.subList(0, decisions.size() - 1);
        var longer = new ArrayList<>(decisions);
        longer.add("0 more");

        assertThat(Replay.of(file).check(shorter.stream()))
                .isEqualTo(Optional.of(new Replay.Difference(decisions.size(), null, decisions.getLast())));
        assertThat(Replay.of(file).check(longer.stream()))
                .isEqualTo(Optional.of(new Replay.Difference(longer.size(), "0 more", null)));
    }

    private void tell(Scheduler scheduler, Recorder recorder, long nanos, Event event) {
        recorder.record(event, nanos);
        scheduler.apply(event, nanos).forEach(command -> decisions.add(new Decision(nanos, command).toString()));
    }
}
