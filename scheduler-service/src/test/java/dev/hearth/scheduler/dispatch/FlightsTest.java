package dev.hearth.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlightsTest {

    private static final InvocationId ID = new InvocationId("4711");
    private static final GpuId HERE = new GpuId("worker-1", 0);
    private static final GpuId THERE = new GpuId("worker-2", 0);

    private final Flights flights = new Flights();

    @Test
    void whatIsDispatchedFliesUntilItIsAnswered() {
        flights.learn(new Event.TimeReached(), List.of(dispatch(HERE, 7)));
        assertThat(flights.has(ID)).isTrue();

        flights.learn(new Event.InvocationCompleted(ID, HERE, true, 0, 1, Optional.empty()), List.of());

        assertThat(flights.has(ID)).isFalse();
    }

    @Test
    void anAnswerFromWhereItIsNoLongerDoesNotLandIt() {
        flights.learn(new Event.TimeReached(), List.of(dispatch(THERE, 7)));

        flights.learn(new Event.DispatchRefused(ID, HERE, "NO_MEMORY", Optional.empty()), List.of());

        assertThat(flights.has(ID)).isTrue();
    }

    @Test
    void landsWhatALostWorkerHad() {
        flights.learn(new Event.TimeReached(), List.of(dispatch(HERE, 7)));

        flights.learn(new Event.WorkerLost("worker-2", 7), List.of());
        assertThat(flights.has(ID)).isTrue();

        flights.learn(new Event.WorkerLost("worker-1", 7), List.of());
        assertThat(flights.has(ID)).isFalse();
    }

    @Test
    void landsWhatAWorkerHadBeforeItCameBack() {
        flights.learn(new Event.WorkerReported("worker-1", 7, List.of()), List.of(dispatch(HERE, 7)));

        flights.learn(new Event.WorkerReported("worker-1", 7, List.of()), List.of());
        assertThat(flights.has(ID)).isTrue();

        flights.learn(new Event.WorkerReported("worker-1", 9, List.of()), List.of());
        assertThat(flights.has(ID)).isFalse();
    }

    @Test
    void landsWhatIsGivenUp() {
        for (var end : List.<Command>of(
                new Command.Expire(ID),
                new Command.Cancel(ID),
                new Command.Fail(ID, Command.Failure.WORKER_LOST, "two workers"))) {
            flights.learn(new Event.TimeReached(), List.of(dispatch(HERE, 7)));

            flights.learn(new Event.TimeReached(), List.of(end));

            assertThat(flights.has(ID)).as(end.toString()).isFalse();
        }
    }

    private static Command dispatch(GpuId gpu, long epoch) {
        var invocation = new Invocation(ID, new ModelId("a:1"), 10, 1, 0);
        return new Command.Dispatch(invocation, gpu, epoch, Command.Kind.HIT, List.of());
    }
}
