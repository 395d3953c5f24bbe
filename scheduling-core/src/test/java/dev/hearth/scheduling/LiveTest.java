package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.GpuReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the service adds to the paper: one load for many, work sent ahead, other schedulers, sizes that differ. */
class LiveTest {

    private final Stage stage = new Stage("locality-aware", Settings.live());

    @Test
    void loadsOnceForFiftyColdCalls() {
        stage.report("v", 1, "", "");
        stage.report("w", 1, "", "");

        assertThat(stage.arrive("call-1", "bert")).containsExactly("MISS call-1 on v/0");
        assertThat(stage.arrive("call-2", "bert")).containsExactly("HIT call-2 on v/0");
        for (int call = 3; call <= 40; call++) {
            assertThat(stage.arrive("call-" + call, "bert")).isEmpty();
        }
        assertThat(stage.complete("call-1", "v/0")).containsExactly("HIT call-3 on v/0");

        // The load is over, but those that came meanwhile are still being served.
        for (int call = 41; call <= 50; call++) {
            assertThat(stage.arrive("call-" + call, "bert")).isEmpty();
        }
        for (int call = 4; call <= 50; call++) {
            assertThat(stage.complete("call-" + (call - 2), "v/0")).containsExactly("HIT call-" + call + " on v/0");
        }
    }

    @Test
    void loadsElsewhereForOthersWhileOneModelIsLoading() {
        stage.report("w", 1, "", "");
        stage.arrive("a", "bert");

        assertThat(stage.arrive("b", "resnet")).containsExactly("MISS b on w/1");
    }

    @Test
    void loadsASecondCopyOnceTheBurstIsServed() {
        stage.report("w", 1, "", "");
        stage.arrive("a", "bert");
        stage.complete("a", "w/0");
        for (int waiting = 0; waiting < 10; waiting++) {
            stage.arrive("waits-" + waiting, "bert");
        }

        assertThat(stage.arrive("z", "bert")).containsExactly("FALSE_MISS z on w/1");
    }

    @Test
    void sendsABusyGpuOneHitAhead() {
        stage.report("w", 1, "bert");

        assertThat(stage.arrive("a", "bert")).containsExactly("HIT a on w/0");
        assertThat(stage.arrive("b", "bert")).containsExactly("HIT b on w/0");
        assertThat(stage.arrive("c", "bert")).isEmpty();
        assertThat(stage.complete("a", "w/0")).containsExactly("HIT c on w/0");
    }

    @Test
    void sendsNoLoadAheadAndNothingPastTheHead() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");

        assertThat(stage.arrive("b", "resnet")).isEmpty();
        assertThat(stage.arrive("c", "bert")).isEmpty();
        assertThat(stage.complete("a", "w/0")).containsExactly("MISS b on w/0", "HIT c on w/0");
    }

    @Test
    void sendsNothingAheadToAHolderWhileAnotherIsDoneSooner() {
        stage.report("w", 1, "bert", "bert");
        stage.arrive("a", "bert");
        stage.arrive("b", "bert");
        stage.arrive("c", "bert");
        stage.arrive("d", "bert");

        assertThat(stage.scheduler.snapshot().gpus()).allMatch(gpu -> gpu.inFlight() == 2);
    }

    @Test
    void takesAGpuThatAnotherSchedulerUsesForBusy() {
        stage.play(new Event.WorkerReported("w", 1, List.of(stage.state("w/0", 1, "bert", "of-another"))));

        assertThat(stage.arrive("a", "resnet")).isEmpty();
        assertThat(stage.report("w", 1, "bert")).containsExactly("MISS a on w/0");
    }

    @Test
    void takesItsOwnWorkInAReportForItsOwn() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        stage.play(new Event.WorkerReported("w", 1, List.of(stage.state("w/0", 1, "bert", "a"))));

        assertThat(stage.scheduler.snapshot().gpus().getFirst().occupancy()).isEqualTo(1);
    }

    @Test
    void believesTheAnswerThatTheInvocationItAnswersForIsOver() {
        stage.report("w", 1, "bert");
        stage.arrive("a", "bert");
        GpuReport hasty = stage.state("w/0", 1, "bert", "a");
        stage.apply(new Event.InvocationCompleted(
                Stage.id("a"), Stage.gpu("w/0"), true, 0, Stage.MILLISECOND, Optional.of(hasty)));

        assertThat(stage.arrive("b", "resnet")).containsExactly("MISS b on w/0");
    }

    @Test
    void ignoresReportsThatAreOlderThanWhatItKnows() {
        GpuReport old = stage.state("w/0", 1, "bert");
        stage.report("w", 1, "resnet");

        stage.apply(new Event.WorkerReported("w", 1, List.of(old)));

        assertThat(stage.arrive("a", "resnet")).containsExactly("HIT a on w/0");
    }

    @Test
    void countsADispatchedLoadAsThereWhateverTheReportsSayMeanwhile() {
        stage.report("w", 1, "bert resnet", "");
        assertThat(stage.arrive("a", "vgg")).containsExactly("MISS a on w/0 evict bert");

        stage.report("w", 1, "bert resnet", "");

        assertThat(stage.scheduler.snapshot().gpus().getFirst().models()).hasToString("[resnet, vgg]");
    }

    @Test
    void sendsWhatWaitedForAHitBackWhenTheModelIsGone() {
        stage.report("w", 1, "bert", "");
        stage.arrive("a", "bert");
        stage.arrive("b", "bert");
        stage.arrive("c", "bert");
        assertThat(stage.scheduler.snapshot().localQueues()).isEqualTo(1);
        stage.complete("a", "w/0");
        stage.arrive("d", "bert");

        GpuReport without = stage.state("w/0", 1, "");
        List<String> commands = stage.play(
                new Event.DispatchRefused(Stage.id("b"), Stage.gpu("w/0"), "NOT_RESIDENT", Optional.of(without)));

        assertThat(commands).contains("FALSE_MISS b on w/1");
    }

    @Test
    void passesOverWhatIsTooLargeForTheIdleGpu() {
        stage.report("small", 1, "");
        GpuReport large = new GpuReport(Stage.gpu("w/0"), "gpu", 1, 1, 500, List.of(), List.of());
        stage.play(new Event.WorkerReported("w", 1, List.of(large)));
        stage.arrive("a", "yolo", 400, Long.MAX_VALUE);
        stage.arrive("b", "vgg", 300, Long.MAX_VALUE);

        assertThat(stage.arrive("c", "bert")).containsExactly("MISS c on small/0");
        assertThat(stage.complete("a", "w/0")).containsExactly("MISS b on w/0 evict yolo");
    }

    @Test
    void takesNoLoadForDoneThatNeverStarted() {
        stage.report("w", 1, "bert resnet");
        assertThat(stage.arrive("a", "vgg")).containsExactly("MISS a on w/0 evict bert");

        stage.apply(new Event.InvocationCompleted(Stage.id("a"), Stage.gpu("w/0"), false, 0, 0, Optional.empty()));

        assertThat(stage.scheduler.snapshot().gpus().getFirst().models()).hasToString("[bert, resnet]");
    }
}
