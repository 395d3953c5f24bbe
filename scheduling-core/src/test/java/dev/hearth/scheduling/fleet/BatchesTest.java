package dev.hearth.scheduling.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.Expected;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inferences take 10, loads 100. */
class BatchesTest {

    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");
    private static final GpuId GPU = new GpuId("w", 0);
    private static final long NEVER = Long.MIN_VALUE;

    private final List<Flight> flights = new ArrayList<>();

    @Test
    void nothingIsNoBatch() {
        assertThat(batches(NEVER).count()).isZero();
        assertThat(batches(NEVER).admits(next(BERT, 8))).isFalse();
    }

    @Test
    void whatIsSentTogetherBeginsTogetherUpToTheLimit() {
        send(BERT, 2, 50);
        send(BERT, 2, 50);
        send(BERT, 2, 50);

        assertThat(batches(NEVER).count()).isEqualTo(2);
        assertThat(batches(NEVER).admits(next(BERT, 2))).isTrue();
    }

    @Test
    void whatComesLaterWaitsForTheEnd() {
        send(BERT, 8, 50);
        send(BERT, 8, 51);
        assertThat(batches(NEVER).count()).isEqualTo(2);

        flights.removeFirst();
        send(BERT, 8, 55);

        // The first has ended at 60: both that had come by then run now, and nobody waits.
        assertThat(batches(60).count()).isEqualTo(1);
        assertThat(batches(60).admits(next(BERT, 8))).isFalse();
    }

    @Test
    void theSmallestLimitCounts() {
        send(BERT, 8, 50);
        send(BERT, 3, 51);
        send(BERT, 8, 51);

        assertThat(batches(NEVER).admits(next(BERT, 2))).isFalse();
        assertThat(batches(NEVER).admits(next(BERT, 8))).isTrue();
        send(BERT, 8, 51);
        assertThat(batches(NEVER).admits(next(BERT, 8))).isFalse();
    }

    @Test
    void nobodyRunsWithASecondAttempt() {
        send(BERT, 8, 50);
        flights.add(flight(new Admitted(new Invocation(id(), BERT, 1, 1, Long.MAX_VALUE, 8), 0, 0).nextAttempt(), 51));

        assertThat(batches(NEVER).admits(next(BERT, 8))).isFalse();
    }

    @Test
    void eachModelHasItsOwn() {
        send(BERT, 8, 50);
        send(RESNET, 8, 50);
        send(BERT, 8, 51);
        send(RESNET, 8, 51);

        assertThat(batches(NEVER).count()).isEqualTo(3);
        assertThat(batches(NEVER).admits(next(RESNET, 8))).isTrue();
    }

    @Test
    void whatStillLoadsRunsAfterWhatIsThere() {
        flights.add(Flight.load(next(RESNET, 8), GPU, 1, false, List.of(), new Expected(Tier.HOST, 100, 10), 40));
        send(BERT, 8, 50);

        assertThat(batches(NEVER).count()).isEqualTo(2);
        assertThat(batches(NEVER).admits(next(RESNET, 8))).isTrue();
    }

    private Batches batches(long lastEndNanos) {
        return Batches.of(flights, lastEndNanos);
    }

    private void send(ModelId model, int maxBatch, long nanos) {
        flights.add(flight(next(model, maxBatch), nanos));
    }

    private static Flight flight(Admitted admitted, long nanos) {
        return Flight.hit(admitted, GPU, 1, new Expected(Tier.HOST, 0, 10), nanos);
    }

    private Admitted next(ModelId model, int maxBatch) {
        return new Admitted(new Invocation(id(), model, 1, 1, Long.MAX_VALUE, maxBatch), 0, 0);
    }

    private InvocationId id() {
        return new InvocationId("invocation-" + flights.size());
    }
}
