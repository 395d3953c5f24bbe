package dev.hearth.scheduler.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.scheduling.cluster.InvocationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class IntakeTest {

    private static final TopicPartition FIRST = new TopicPartition("hearth.invocations", 0);
    private static final TopicPartition SECOND = new TopicPartition("hearth.invocations", 1);
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);

    private final Intake intake =
            new Intake(new IntakeProperties(10, DataSize.ofBytes(100), Duration.ofMillis(200)), CLOCK);

    @Test
    void turnsTheAbsoluteDeadlineIntoOneOnItsOwnClock() {
        var taken = intake.accept(invocation("a", 10), FIRST, 5, 7_000);

        assertThat(taken).isNotNull();
        assertThat(taken.deadlineNanos())
                .isEqualTo(7_000 + Duration.ofSeconds(30).toNanos());
    }

    @Test
    void takesAnIdOnlyOnce() {
        intake.accept(invocation("a", 10), FIRST, 5, 0);

        assertThat(intake.accept(invocation("a", 10), FIRST, 5, 0)).isNull();
    }

    @Test
    void leavesBodiesInTheLogOnceItsMemoryIsFull() {
        intake.accept(invocation("a", 80), FIRST, 5, 0);

        var second = intake.accept(invocation("b", 80), FIRST, 6, 0);

        assertThat(second.invocation().body()).isEqualTo(new Payload.Reference("hearth.invocations", 0, 6, 80));

        intake.finish(new InvocationId("a"));
        var third = intake.accept(invocation("c", 80), FIRST, 7, 0);
        assertThat(third.invocation().body()).isInstanceOf(Payload.Inline.class);
    }

    @Test
    void forgetsWhatCameFromRevokedPartitions() {
        intake.accept(invocation("a", 1), FIRST, 5, 0);
        intake.accept(invocation("b", 1), SECOND, 5, 0);

        assertThat(intake.revoke(Set.of(FIRST))).containsExactly(new InvocationId("a"));

        assertThat(intake.find(new InvocationId("a"))).isNull();
        assertThat(intake.find(new InvocationId("b"))).isNotNull();
        assertThat(intake.pollFinished()).isNull();
    }

    @Test
    void tellsWhichOffsetsAreDoneOnce() {
        intake.accept(invocation("a", 1), FIRST, 5, 0);

        intake.finish(new InvocationId("a"));
        intake.finish(new InvocationId("a"));

        assertThat(intake.pollFinished().offset()).isEqualTo(5);
        assertThat(intake.pollFinished()).isNull();
    }

    @Test
    void isFullAtItsLimitAndHasRoomAgainAtFourFifths() {
        for (int i = 0; i < 10; i++) {
            intake.accept(invocation("i" + i, 0), FIRST, i, 0);
        }
        assertThat(intake.full()).isTrue();

        intake.finish(new InvocationId("i0"));
        assertThat(intake.full()).isFalse();
        assertThat(intake.hasRoomAgain()).isFalse();

        intake.finish(new InvocationId("i1"));
        intake.finish(new InvocationId("i2"));
        assertThat(intake.hasRoomAgain()).isTrue();
    }

    private static InvocationRecord invocation(String id, int bytes) {
        return new InvocationRecord(
                id,
                id,
                "embed",
                "openfaas-fn",
                1,
                new ModelReference("minilm", 1),
                "digest",
                1,
                1,
                1,
                CLOCK.millis(),
                CLOCK.millis() + 30_000,
                0,
                null,
                new Payload.Inline(new byte[bytes]));
    }
}
