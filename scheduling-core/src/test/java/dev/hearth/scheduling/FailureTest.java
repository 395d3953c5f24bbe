package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.GpuReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refusals, broken exchanges, and workers that come and go. */
class FailureTest {

    private final Stage stage = new Stage("locality-aware", Settings.live());

    @BeforeEach
    void oneWorkerOfOneGpu() {
        stage.report("w", 1, "bert");
    }

    @Test
    void leavesAGpuAloneAfterARefusalUntilTheBackOffIsOver() {
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");

        assertThat(stage.refuse("a", "w/0")).containsExactly("WakeUpAt[nanos=50000000]");
        stage.sleep(49);
        assertThat(stage.wake()).containsExactly("WakeUpAt[nanos=50000000]");
        stage.sleep(1);
        assertThat(stage.wake()).containsExactly("HIT a on w/0");
    }

    @Test
    void plansForItAgainAsSoonAsItReports() {
        stage.arrive("a", "bert");
        stage.refuse("a", "w/0");

        assertThat(stage.report("w", 1, "")).containsExactly("MISS a on w/0");
    }

    @Test
    void plansARefusedInvocationForAnotherGpuByTheStateThatCameBack() {
        stage.report("x", 1, "");
        stage.arrive("a", "bert");
        GpuReport without = stage.state("w/0", 1, "vgg");

        List<String> commands = stage.play(
                new Event.DispatchRefused(Stage.id("a"), Stage.gpu("w/0"), "NOT_RESIDENT", Optional.of(without)));

        assertThat(commands).contains("MISS a on x/0");
    }

    @Test
    void repeatsABrokenDispatchWithTheSameAttempt() {
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");

        assertThat(stage.lose("a", "w/0")).containsExactly("WakeUpAt[nanos=100000000]");
        assertThat(stage.scheduler.inFlight()).isEqualTo(1);
        stage.sleep(100);
        assertThat(stage.wake()).containsExactly("HIT a on w/0");
    }

    @Test
    void raisesTheAttemptIfARepeatedDispatchIsRefused() {
        stage.arrive("a", "bert");
        stage.lose("a", "w/0");
        stage.sleep(100);
        stage.wake();
        stage.refuse("a", "w/0");

        assertThat(stage.report("w", 1, "bert")).containsExactly("HIT a#2 on w/0");
    }

    @Test
    void expiresABrokenDispatchRatherThanRepeatItAfterTheDeadline() {
        stage.arrive("a", "bert", 40, 60 * Stage.MILLISECOND);
        stage.lose("a", "w/0");
        stage.sleep(100);

        assertThat(stage.wake()).containsExactly("Expire[id=a]");
        assertThat(stage.scheduler.has(Stage.id("a"))).isFalse();
    }

    @Test
    void runsWhatWasInFlightOnALostWorkerElsewhereAsTheNextAttempt() {
        stage.arrive("a", "bert");
        stage.arrive("b", "bert");
        stage.arrive("c", "bert");
        stage.report("x", 1, "");

        assertThat(stage.play(new Event.WorkerLost("w", 1))).containsExactly("MISS a#2 on x/0", "HIT b#2 on x/0");
        assertThat(stage.complete("a", "x/0")).containsExactly("HIT c on x/0");
    }

    @Test
    void takesALaterEpochForALossAndAnEarlierOneForOldNews() {
        stage.arrive("a", "bert");

        assertThat(stage.report("w", 7, "")).containsExactly("MISS a#2 on w/0");
        assertThat(stage.play(new Event.WorkerLost("w", 1))).isEmpty();
        assertThat(stage.report("w", 1, "bert")).isEmpty();
        assertThat(stage.scheduler.inFlight()).isEqualTo(1);
    }

    @Test
    void givesUpAtTheSecondWorkerLost() {
        stage.arrive("a", "bert");
        stage.report("w", 2, "");

        assertThat(stage.play(new Event.WorkerLost("w", 2)))
                .containsExactly("Fail[id=a, failure=WORKER_LOST, detail=2 workers were lost under it]");
    }

    @Test
    void takesAnAnswerFromARestartedWorkerForTheLossOfTheRest() {
        stage.arrive("a", "bert");
        stage.arrive("b", "bert");
        GpuReport restarted = stage.state("w/0", 2, "bert");

        List<String> commands = stage.play(
                new Event.DispatchRefused(Stage.id("a"), Stage.gpu("w/0"), "STALE_EPOCH", Optional.of(restarted)));

        assertThat(commands).containsExactly("WakeUpAt[nanos=50000000]");
        assertThat(stage.report("w", 2, "bert")).containsExactly("HIT a on w/0", "HIT b#2 on w/0");
    }

    @Test
    void sendsNothingNewToASuspendedWorker() {
        stage.arrive("a", "bert");
        stage.play(new Event.WorkerSuspended("w"));

        assertThat(stage.arrive("b", "bert")).isEmpty();
        assertThat(stage.complete("a", "w/0")).isEmpty();
        assertThat(stage.play(new Event.WorkerResumed("w"))).containsExactly("HIT b on w/0");
    }

    @Test
    void ignoresAnswersItDoesNotWaitFor() {
        stage.arrive("a", "bert");
        stage.report("x", 1, "");

        assertThat(stage.complete("unknown", "w/0")).isEmpty();
        assertThat(stage.complete("a", "x/0")).isEmpty();
        assertThat(stage.refuse("a", "x/0")).isEmpty();
        assertThat(stage.lose("a", "x/0")).isEmpty();
        assertThat(stage.scheduler.inFlight()).isEqualTo(1);
    }
}
