package dev.hearth.scheduling.placement;

import static dev.hearth.scheduling.placement.Moment.BYTES;
import static dev.hearth.scheduling.placement.Moment.SECOND;
import static dev.hearth.scheduling.placement.Moment.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.CopyValue.Victims;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loads take 3 s, inferences 1 s; a GPU that has done nothing yet counts as busy a tenth of the time. */
class CopyValueTest {

    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");
    private static final ModelId VGG = new ModelId("vgg");

    private final Moment moment = new Moment().costing(3, 1, BERT, RESNET, VGG);

    private CopyValue value() {
        return new CopyValue(true).at(moment.at(START));
    }

    private double rate(ModelId model) {
        return moment.popularity.ratePerSecond(model, START);
    }

    @Test
    void theFirstCopySparesALoad() {
        Gpu empty = moment.holding("w");
        moment.asked(BERT, 20);

        // Instead of 3 s, a tenth of the time half an inference and a bit.
        double saved = 3 - 0.1 * 1.1 / 2;
        assertThat(value().gainRate(BERT, BYTES, empty)).isCloseTo(rate(BERT) * saved, withinPercentage(0.01));
    }

    @Test
    void theSecondCopySparesWhatTheFirstIsBusyFor() {
        moment.holding("v", BERT);
        Gpu empty = moment.holding("w");
        moment.asked(BERT, 20);

        double before = 0.1 * 1.1 / 2;
        double after = 0.01 * 1.01 / 2;
        assertThat(value().gainRate(BERT, BYTES, empty))
                .isCloseTo(rate(BERT) * (before - after), withinPercentage(0.01));
    }

    @Test
    void aBusyHolderMakesTheNextCopyWorthMore() {
        Gpu busy = moment.holding("v", BERT);
        Gpu empty = moment.holding("w");
        moment.asked(BERT, 20);
        moment.runs(busy, BERT, 1000, START - 60 * SECOND);

        // All of the minute that it is known.
        assertThat(value().busyFraction(busy)).isEqualTo(0.98);
        assertThat(value().gainRate(BERT, BYTES, empty)).isGreaterThan(10 * rate(BERT) * 0.05);
    }

    @Test
    void theLossOfTheOnlyCopyCostsALoad() {
        Gpu holder = moment.holding("w", BERT);
        moment.asked(BERT, 20);

        assertThat(value().lossRate(BERT, BYTES, holder))
                .isCloseTo(rate(BERT) * (3 - 0.1 * 1.1 / 2), withinPercentage(0.01));
    }

    @Test
    void theLossOfOneOfTwoCostsWhatTheSecondSpares() {
        moment.holding("v", BERT);
        Gpu holder = moment.holding("w", BERT);
        moment.asked(BERT, 20);

        assertThat(value().lossRate(BERT, BYTES, holder))
                .isCloseTo(rate(BERT) * (0.1 * 1.1 / 2 - 0.01 * 1.01 / 2), withinPercentage(0.01));
    }

    @Test
    void whatNobodyAsksForIsWorthNothing() {
        Gpu holder = moment.holding("w", BERT);

        assertThat(value().lossRate(BERT, BYTES, holder)).isZero();
        assertThat(value().gainRate(RESNET, BYTES, holder)).isZero();
    }

    @Test
    void theCheapestLeaves() {
        Gpu gpu = moment.holding("w", BERT, RESNET);
        moment.asked(BERT, 20);
        moment.asked(RESNET, 5);

        Victims victims = value().victims(gpu, VGG, BYTES).orElseThrow();

        assertThat(victims.models()).containsExactly(RESNET);
        assertThat(victims.lossRate()).isCloseTo(rate(RESNET) * (3 - 0.1 * 1.1 / 2), withinPercentage(0.01));
    }

    @Test
    void aReplicaOfAHotModelLeavesBeforeTheOnlyCopyOfAColderOne() {
        moment.holding("v", BERT);
        Gpu gpu = moment.holding("w", BERT, RESNET);
        moment.asked(BERT, 20);
        moment.asked(RESNET, 5);

        assertThat(value().victims(gpu, VGG, BYTES).orElseThrow().models()).containsExactly(BERT);
    }

    @Test
    void noMoreLeaveThanAreNeeded() {
        Gpu gpu = moment.holding("w", BERT, RESNET);

        assertThat(value().victims(gpu, VGG, 20).orElseThrow()).isEqualTo(Victims.NONE);
        assertThat(value().victims(gpu, VGG, 60).orElseThrow().models()).hasSize(1);
        assertThat(value().victims(gpu, VGG, 100).orElseThrow().models()).containsExactlyInAnyOrder(BERT, RESNET);
        assertThat(value().victims(gpu, VGG, 101)).isEmpty();
    }

    @Test
    void whatIsInUseStays() {
        Gpu gpu = moment.holding("w", BERT, RESNET);
        moment.asked(RESNET, 20);
        moment.runs(gpu, BERT, 1, START);

        assertThat(value().victims(gpu, VGG, BYTES).orElseThrow().models()).containsExactly(RESNET);
        assertThat(value().victims(gpu, VGG, 80)).isEmpty();
    }

    @Test
    void damageIsTheLossOverTwentySecondsButNeverMoreThanBeingLoadedOnceAgain() {
        Gpu gpu = moment.holding("w", BERT);
        moment.popularity.arrived(VGG, 0);
        moment.asked(BERT, 1);
        double rarely = damageSeconds(gpu);
        double rareLoss = 20 * rate(BERT) * (3 - 0.1 * 1.1 / 2);
        moment.asked(BERT, 199);
        double often = damageSeconds(gpu);

        assertThat(rarely).isCloseTo(rareLoss, within(1e-6));
        // A load, and half a load for each that comes meanwhile.
        assertThat(often).isCloseTo(3 + rate(BERT) * 3 * 3 / 2, within(1e-6));
        assertThat(often).isLessThan(20 * rate(BERT) * 2.9);
    }

    private double damageSeconds(Gpu gpu) {
        return value().victims(gpu, VGG, 100).orElseThrow().damageNanos() / SECOND;
    }

    @Test
    void leavesTheOrderToTheEvictionPolicyWithoutDamage() {
        Gpu gpu = moment.holding("w", BERT, RESNET);
        moment.asked(BERT, 20);

        CopyValue byPolicy = new CopyValue(false).at(moment.at(START));

        assertThat(byPolicy.victims(gpu, VGG, BYTES).orElseThrow().models()).isEqualTo(List.of(BERT));
    }

    @Test
    void anyTimeMayBeTheFirst() {
        Gpu empty = moment.holding("w");
        long longAgo = -1_000_000 * SECOND;
        moment.popularity.arrived(BERT, longAgo);

        CopyValue value = new CopyValue(true).at(moment.at(longAgo));

        assertThat(value.gainRate(BERT, BYTES, empty)).isPositive();
    }
}
