package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.FakeLoader;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.Admission;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.model.RequestedModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final ModelReference MODEL = new ModelReference("a", 1);

    private final Ledger ledger = new Ledger(Duration.ofNanos(100), 2);
    private final ModelCache cache = new ModelCache(
            new HostDevice(0, 100),
            new FakeLoader(),
            Runnable::run,
            new RecordedResidency(),
            InstantSource.system(),
            10,
            ModelWishes.NONE);

    @Test
    void forgetsAnOutcomeWhenItsTimeIsUp() {
        end("i1", 1, 1_000);

        assertThat(ledger.past("i1", 1_100)).isPresent();
        assertThat(ledger.past("i1", 1_101)).isEmpty();
    }

    @Test
    void keepsTheYoungestOutcomesOnly() {
        end("i1", 1, 1);
        end("i2", 1, 2);
        end("i3", 1, 3);

        assertThat(ledger.past("i1", 3)).isEmpty();
        assertThat(ledger.past("i2", 3)).isPresent();
        assertThat(ledger.past("i3", 3)).isPresent();
    }

    @Test
    void keepsTheLaterAttemptsOutcome() {
        end("i1", 2, 1);
        end("i1", 1, 2);

        assertThat(ledger.past("i1", 2))
                .hasValueSatisfying(outcome -> assertThat(outcome.attempt()).isEqualTo(2));
    }

    @Test
    void isIdleOnceTheLastDispatchEnded() {
        var execution = execution("i1");
        ledger.begin(execution);
        assertThat(ledger.idle()).isFalse();

        ledger.end(execution, outcome("i1", 1), 1);
        assertThat(ledger.idle()).isTrue();
    }

    private void end(String invocation, int attempt, long nanos) {
        ledger.end(execution(invocation), outcome(invocation, attempt), nanos);
    }

    private static Outcome outcome(String invocation, int attempt) {
        return new Outcome(invocation, 0, attempt, InvocationState.SUCCEEDED, null, Timing.NONE, 1, null);
    }

    private Execution execution(String invocation) {
        var want = new Admission.Want(invocation, new RequestedModel(MODEL, "", 10), List.of());
        var lease = ((Admission.Granted) cache.admit(want)).lease();
        return new Execution(new Requests(invocation, MODEL, 1).build(), lease, Moment.now());
    }
}
