package dev.hearth.gateway.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.messaging.ResultCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitersTest {

    private static final String ID = "4711";

    private final Waiters waiters = new Waiters(3);

    @Test
    void completesWithTheFirstTerminalRecord() {
        var waiter = waiters.register(ID);

        waiters.accept(logged(ended(1, InvocationState.SUCCEEDED)));
        waiters.accept(logged(ended(ResultRecord.ANY_ATTEMPT, InvocationState.EXPIRED)));

        assertThat(waiter.outcome())
                .isCompletedWithValueMatching(outcome -> outcome.state() == InvocationState.SUCCEEDED);
    }

    @Test
    void ignoresTheVoidRecordOfALowerAttempt() {
        var waiter = waiters.register(ID);

        waiters.accept(logged(new ResultRecord.Attempt(ID, 2)));
        waiters.accept(logged(ended(1, InvocationState.SUCCEEDED)));

        assertThat(waiter.outcome()).isNotDone();

        waiters.accept(logged(ended(2, InvocationState.FAILED)));

        assertThat(waiter.outcome()).isCompletedWithValueMatching(outcome -> outcome.attempt() == 2);
    }

    @Test
    void passesOverRecordsThatNobodyWaitsForWithoutDecodingThem() {
        var waiter = waiters.register(ID);

        waiters.accept(record("somebody else's", new RecordHeaders()));
        waiters.accept(record(null, new RecordHeaders()));

        assertThat(waiter.outcome()).isNotDone();
    }

    @Test
    void forgetsAWaiter() {
        var waiter = waiters.register(ID);

        waiters.forget(ID);
        waiters.accept(logged(ended(1, InvocationState.SUCCEEDED)));

        assertThat(waiter.outcome()).isNotDone();
        assertThat(waiters.size()).isZero();
    }

    @Test
    void countsAWorkersResultThatComesAfterItsCallerIsGone() {
        waiters.register(ID);
        waiters.forget(ID);

        waiters.accept(logged(new ResultRecord.Attempt(ID, 2)));
        waiters.accept(logged(ended(ResultRecord.ANY_ATTEMPT, InvocationState.EXPIRED)));
        assertThat(waiters.lateResults()).isZero();

        waiters.accept(logged(ended(2, InvocationState.SUCCEEDED)));
        waiters.accept(logged(ended(2, InvocationState.SUCCEEDED)));
        assertThat(waiters.lateResults()).isEqualTo(1);
    }

    @Test
    void aResultThatItsCallerGotIsNotLateWhenItComesAgain() {
        waiters.register(ID);
        waiters.accept(logged(ended(1, InvocationState.SUCCEEDED)));
        waiters.forget(ID);

        waiters.accept(logged(ended(1, InvocationState.SUCCEEDED)));

        assertThat(waiters.lateResults()).isZero();
    }

    @Test
    void aFailureDoesNotReplaceAnOutcome() {
        var waiter = waiters.register(ID);
        waiters.accept(logged(ended(1, InvocationState.SUCCEEDED)));

        waiter.fail(new IllegalStateException("acknowledgement lost"));

        assertThat(waiter.outcome()).isCompleted();
    }

    @Test
    void refusesASecondWaiterForAnId() {
        waiters.register(ID);

        assertThatIllegalStateException().isThrownBy(() -> waiters.register(ID)).withMessageContaining(ID);
    }

    private static ResultRecord.Ended ended(int attempt, InvocationState state) {
        return new ResultRecord.Ended(
                ID,
                ID,
                "embed",
                "openfaas-fn",
                1,
                new ModelReference("minilm", 1),
                attempt,
                state,
                "worker-1",
                7,
                "worker-1/0",
                CacheOutcome.HIT,
                Timing.NONE,
                0,
                0,
                0,
                null,
                null,
                Payload.empty());
    }

    private static ConsumerRecord<String, byte[]> logged(ResultRecord result) {
        var written = ResultCodec.write(result, "worker-1", 3, 0);
        return new ConsumerRecord<>(
                written.topic(),
                3,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                written.key(),
                written.value(),
                written.headers(),
                java.util.Optional.empty());
    }

    private static ConsumerRecord<String, byte[]> record(@Nullable String key, RecordHeaders headers) {
        return new ConsumerRecord<>(
                "hearth.results",
                3,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                new byte[0],
                headers,
                java.util.Optional.empty());
    }
}
