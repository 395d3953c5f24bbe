package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.Timing;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpansTest {

    /** Received 30 ms after its creation, 10 of them in the scheduler's queue. */
    private final Spans spans = new Spans(at(0), 1_000 - 30, 10);

    @Test
    void splitsAColdRunWithALateInput() {
        spans.admitted(nanos(1));
        spans.modelReady(nanos(41));
        spans.inputReady(nanos(44));
        spans.started(nanos(49));
        spans.inferred(nanos(57));

        assertThat(spans.timing(at(59))).isEqualTo(new Timing(10 + 5, 40, 20 + 1 + 3 + 2, 8, 89));
    }

    @Test
    void hidesAnInputThatCameDuringTheLoad() {
        spans.admitted(nanos(1));
        spans.inputReady(nanos(20));
        spans.modelReady(nanos(41));
        spans.started(nanos(41));
        spans.inferred(nanos(50));

        assertThat(spans.timing(at(50))).isEqualTo(new Timing(10, 40, 21, 9, 80));
    }

    @Test
    void countsAFailedLoadAsLoad() {
        spans.admitted(nanos(1));
        spans.inputReady(nanos(2));

        assertThat(spans.timing(at(31))).isEqualTo(new Timing(10, 30, 21, 0, 61));
    }

    @Test
    void countsARecallInTheQueueAsQueue() {
        spans.admitted(nanos(1));
        spans.inputReady(nanos(1));
        spans.modelReady(nanos(1));

        assertThat(spans.timing(at(11))).isEqualTo(new Timing(20, 0, 21, 0, 41));
    }

    @Test
    void neverLetsTransferBeNegative() {
        var early = new Spans(at(0), 1_000, 10);
        early.admitted(nanos(0));
        early.modelReady(nanos(0));
        early.inputReady(nanos(0));
        early.started(nanos(0));
        early.inferred(nanos(5));

        assertThat(early.timing(at(5)).transferMs()).isZero();
    }

    private static Moment at(long ms) {
        return new Moment(Instant.ofEpochMilli(1_000 + ms), nanos(ms));
    }

    private static long nanos(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
