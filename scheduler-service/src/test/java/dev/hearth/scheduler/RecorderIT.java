package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.worker.Refusal;
import dev.hearth.recorder.Ending;
import dev.hearth.recorder.Recorder;
import dev.hearth.recorder.Replay;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a live scheduler recorded, decided on again. */
class RecorderIT extends RunningScheduler {

    @TempDir
    private Path directory;

    @Override
    List<String> settings() {
        return List.of(
                "--hearth.scheduler.recorder.file=" + directory.resolve("events.jsonl"),
                "--hearth.scheduler.recorder.file-size=64KB");
    }

    @Test
    void aReplayTakesTheSameDecisionsInTheSameOrder() {
        live();
        scheduler.getBean(Recorder.class).close();

        var decided = new ArrayList<Command>();
        var outcome = Replay.of(directory.resolve("events.jsonl")).decide(decision -> decided.add(decision.command()));

        assertThat(outcome.ending()).isEqualTo(Ending.CLOSED);
        assertThat(directory.resolve("events.jsonl.1")).exists();
        assertThat(decided).filteredOn(Command.Dispatch.class::isInstance).hasSizeGreaterThan(200);
        assertThat(decided).hasAtLeastOneElementOfType(Command.Expire.class);
        assertThat(decided).hasAtLeastOneElementOfType(Command.Fail.class);
        // The scheduler has lived on since.
        await().atMost(SOON).until(() -> loop.commands.size() >= decided.size());
        assertThat(decided).isEqualTo(loop.commands.subList(0, decided.size()));
    }

    /** Two workers, one of which refuses and is slow by turns; one invocation expires and one fits nowhere. */
    private void live() {
        first.join();
        second.behave(request -> switch (Math.floorMod(request.invocation().hashCode(), 5)) {
            case 0 -> second.refuse(Refusal.Reason.QUEUE_FULL);
            case 1 -> second.succeed(request).delayElement(Duration.ofMillis(30));
            default -> second.succeed(request);
        });
        second.join();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            ids.add(submit("x", Duration.ofSeconds(60)));
        }
        submit("x", Duration.ofMillis(1));
        submit(invocation("x", Duration.ofSeconds(30), 5_000));
        await().atMost(SOON)
                .until(() -> loop.events(Event.InvocationCompleted.class)
                                .filter(completed -> ids.contains(completed.id().value()))
                                .count()
                        == ids.size());
        first.report();
    }
}
