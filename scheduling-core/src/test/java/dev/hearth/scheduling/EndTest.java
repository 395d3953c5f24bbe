package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Invocations that end without running: expired, cancelled, settled elsewhere, refused for good. */
class EndTest {

    private final Stage stage = new Stage("locality-aware", Settings.live().withQueueLimit(3));

    @Test
    void expiresWhatStillWaitsAtItsDeadlineAndNeverDispatchesIt() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        assertThat(stage.arrive("b", "resnet", 40, 30 * Stage.MILLISECOND)).containsExactly("WakeUpAt[nanos=30000000]");

        stage.sleep(30);

        assertThat(stage.complete("a", "w/0")).containsExactly("Expire[id=b]");
    }

    @Test
    void expiresInTheLocalQueueToo() {
        Stage paper = new Stage("locality-aware", Settings.paper());
        paper.report("w", 1, "bert", "");
        paper.arrive("a", "bert");
        paper.arrive("b", "bert", 40, 5 * Stage.MILLISECOND);
        assertThat(paper.scheduler.snapshot().localQueues()).isEqualTo(1);

        paper.sleep(5);

        assertThat(paper.wake()).containsExactly("Expire[id=b]");
    }

    @Test
    void leavesWhatIsInFlightToTheWorker() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert", 40, 5 * Stage.MILLISECOND);
        stage.sleep(5);

        assertThat(stage.wake()).isEmpty();
        assertThat(stage.scheduler.has(Stage.id("a"))).isTrue();
    }

    @Test
    void asksForAWakeUpOnlyIfItMustBeEarlier() {
        assertThat(stage.arrive("a", "bert", 40, 30 * Stage.MILLISECOND)).containsExactly("WakeUpAt[nanos=30000000]");
        assertThat(stage.arrive("b", "bert", 40, 40 * Stage.MILLISECOND)).isEmpty();
        assertThat(stage.arrive("c", "bert", 40, 20 * Stage.MILLISECOND)).containsExactly("WakeUpAt[nanos=20000000]");

        stage.sleep(20);

        assertThat(stage.wake()).containsExactly("Expire[id=c]", "WakeUpAt[nanos=30000000]");
    }

    @Test
    void cancelsWhatWaitsAndRecallsWhatIsInFlightOnce() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");

        assertThat(stage.play(new Event.InvocationCancelled(Stage.id("b")))).containsExactly("Cancel[id=b]");
        assertThat(stage.play(new Event.InvocationCancelled(Stage.id("a")))).containsExactly("Recall[id=a, gpu=w/0]");
        assertThat(stage.play(new Event.InvocationCancelled(Stage.id("a")))).isEmpty();
        assertThat(stage.scheduler.has(Stage.id("a"))).isTrue();
    }

    @Test
    void cancelsARecalledInvocationThatComesBack() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.play(new Event.InvocationCancelled(Stage.id("a")));

        assertThat(stage.play(new Event.WorkerLost("w", 1))).containsExactly("Cancel[id=a]");
    }

    @Test
    void forgetsWhatIsSettledElsewhere() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "resnet");

        assertThat(stage.play(new Event.InvocationSettled(Stage.id("b")))).isEmpty();
        assertThat(stage.play(new Event.InvocationSettled(Stage.id("a")))).isEmpty();
        assertThat(stage.scheduler.has(Stage.id("b"))).isFalse();
        assertThat(stage.scheduler.inFlight()).isEqualTo(1);
        assertThat(stage.play(new Event.WorkerLost("w", 1))).isEmpty();
        assertThat(stage.scheduler.has(Stage.id("a"))).isFalse();
    }

    @Test
    void runsAgainWhatWasLetGoOfAndTakenInAgain() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.play(new Event.InvocationSettled(Stage.id("a")));
        stage.arrive("a", "bert");

        stage.play(new Event.WorkerLost("w", 1));

        assertThat(stage.report("w", 2, "")).containsExactly("MISS a#2 on w/0");
    }

    @Test
    void waitsWhileNoGpuIsKnownAndThenFailsWhatFitsNone() {
        assertThat(stage.arrive("a", "huge", 101, Long.MAX_VALUE)).isEmpty();

        assertThat(stage.report("w", 1, ""))
                .containsExactly("Fail[id=a, failure=MODEL_LARGER_THAN_ANY_GPU,"
                        + " detail=model huge takes 101 bytes, the largest GPU known has 100]");
        assertThat(stage.arrive("b", "huge", 101, Long.MAX_VALUE))
                .singleElement()
                .asString()
                .startsWith("Fail[id=b");
    }

    @Test
    void failsArrivalsBeyondTheQueueLimit() {
        stage.arrive("a", "bert");
        stage.arrive("b", "bert");
        stage.arrive("c", "bert");

        assertThat(stage.arrive("d", "bert"))
                .containsExactly("Fail[id=d, failure=QUEUE_FULL, detail=3 invocations wait, which is the limit]");
        assertThat(stage.scheduler.waiting()).isEqualTo(3);
    }

    @Test
    void ignoresASecondArrivalOfWhatItHas() {
        stage.arrive("a", "bert");

        assertThat(stage.arrive("a", "bert")).isEmpty();
        assertThat(stage.scheduler.waiting()).isEqualTo(1);
    }
}
