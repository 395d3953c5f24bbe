package dev.hearth.scheduling.placement;

import static dev.hearth.scheduling.placement.Moment.SECOND;
import static dev.hearth.scheduling.placement.Moment.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import org.junit.jupiter.api.Test;

/** The lanes of one GPU that holds bert; an inference takes 1 s. */
class PlannedGpuTest {

    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");
    private static final ModelId VGG = new ModelId("vgg");

    private final Moment moment = new Moment();
    private final Gpu gpu = moment.holding("w", BERT);

    private PlannedGpu planned(double afterSeconds) {
        return planned(afterSeconds, true);
    }

    private PlannedGpu planned(double afterSeconds, boolean overlap) {
        return new PlannedGpu(gpu, overlap, START + Moment.nanos(afterSeconds), SECOND);
    }

    private static double seconds(long nanos) {
        return (nanos - START) / (double) SECOND;
    }

    private static double start(PlannedGpu planned, ModelId model) {
        return seconds(planned.startNanos(model, SECOND));
    }

    @Test
    void anIdleGpuRunsNow() {
        PlannedGpu planned = planned(0);

        assertThat(planned.canRunNow(BERT)).isTrue();
        assertThat(start(planned, BERT)).isZero();
        assertThat(planned.canRunNow(RESNET)).isFalse();
        assertThat(seconds(planned.startNanosAfterLoad(3 * SECOND, SECOND))).isEqualTo(3);
    }

    @Test
    void aBusyOneRunsWhenItIsDone() {
        moment.runs(gpu, BERT, 2, START);
        PlannedGpu planned = planned(0.5);

        assertThat(planned.canRunNow(BERT)).isFalse();
        assertThat(start(planned, BERT)).isEqualTo(2);
        assertThat(planned.canLoadNow()).isTrue();
        assertThat(seconds(planned.startNanosAfterLoad(SECOND, SECOND))).isEqualTo(2);
        assertThat(seconds(planned.startNanosAfterLoad(3 * SECOND, SECOND))).isEqualTo(3.5);
    }

    @Test
    void anOverdueOneTakesAsLongAgainAsItIsOverdue() {
        moment.runs(gpu, BERT, 2, START);

        assertThat(start(planned(2), BERT)).isGreaterThan(2);
        assertThat(start(planned(5), BERT)).isEqualTo(8);
        assertThat(planned(5).canRunNow(BERT)).isFalse();
    }

    @Test
    void anOverdueLoadTakesAsLongAgainToo() {
        moment.loads(gpu, RESNET, 2, START);

        assertThat(start(planned(1), RESNET)).isEqualTo(2);
        assertThat(start(planned(5), RESNET)).isEqualTo(8);
        assertThat(seconds(planned(5).startNanosAfterLoad(SECOND, SECOND))).isEqualTo(9);
    }

    @Test
    void oneLoadGoesOnAtATime() {
        moment.loads(gpu, RESNET, 2, START);

        assertThat(planned(0).canLoadNow()).isFalse();
        assertThat(planned(0).holds(RESNET)).isTrue();
        assertThat(seconds(planned(0).startNanosAfterLoad(SECOND, SECOND))).isEqualTo(3);
        assertThat(planned(0).canRunNow(BERT)).isTrue();
    }

    @Test
    void whatIsPlannedFillsTheLanes() {
        PlannedGpu planned = planned(0);
        planned.run(START, SECOND);
        planned.load(RESNET, 3 * SECOND, SECOND);

        assertThat(planned.canRunNow(BERT)).isFalse();
        assertThat(planned.canLoadNow()).isFalse();
        assertThat(planned.holds(RESNET)).isTrue();
        assertThat(start(planned, RESNET)).isEqualTo(4);
        assertThat(seconds(planned.startNanosAfterLoad(SECOND, SECOND))).isEqualTo(4);
    }

    @Test
    void whatWaitsForItsLoadIsHeldUpByHalfAnInferenceAtMost() {
        moment.loadsAndRuns(gpu, RESNET, 3, 1, START);

        assertThat(start(planned(0), BERT)).isZero();
        assertThat(start(planned(2.5), BERT)).isEqualTo(2.5);
        assertThat(start(planned(2.6), BERT)).isEqualTo(4);
    }

    @Test
    void nothingIsHeldBackForALoadThatMayNeverEnd() {
        moment.loadsAndRuns(gpu, RESNET, 3, 1, START);

        assertThat(start(planned(3.4), BERT)).isGreaterThan(3.4);
        assertThat(start(planned(3.5), BERT)).isEqualTo(3.5);
        assertThat(start(planned(30), BERT)).isEqualTo(30);
    }

    @Test
    void withoutOverlapALoadWaitsForTheInferenceAndTheInferenceForTheLoad() {
        moment.runs(gpu, BERT, 2, START);

        assertThat(planned(0, false).canLoadNow()).isFalse();
        assertThat(seconds(planned(0, false).startNanosAfterLoad(SECOND, SECOND)))
                .isEqualTo(3);
        assertThat(start(planned(0, false), BERT)).isEqualTo(2);
    }

    @Test
    void withoutOverlapALoadAndItsInferenceAreOne() {
        moment.loadsAndRuns(gpu, RESNET, 3, 1, START);

        assertThat(planned(1, false).canRunNow(BERT)).isFalse();
        assertThat(start(planned(1, false), BERT)).isEqualTo(4);
        assertThat(start(planned(3.5, false), BERT)).isEqualTo(4);
        assertThat(start(planned(5, false), BERT)).isEqualTo(6);
    }

    @Test
    void whatWasBegunThisVeryMomentMayBeJoined() {
        moment.runs(gpu, BERT, 1, START);

        assertThat(planned(0).canJoinNow(moment.admitted(BERT, 2))).isTrue();
        assertThat(planned(0).canJoinNow(moment.admitted(VGG, 2))).isFalse();
        assertThat(planned(0).canJoinNow(moment.admitted(BERT, 1))).isFalse();
        assertThat(planned(0.1).canJoinNow(moment.admitted(BERT, 2))).isFalse();
        moment.runs(gpu, BERT, 1, START);
        assertThat(planned(0).canJoinNow(moment.admitted(BERT, 2))).isFalse();
    }
}
