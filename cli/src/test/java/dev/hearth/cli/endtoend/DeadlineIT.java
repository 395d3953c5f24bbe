package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.ResultCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Deadlines on the whole way, on a GPU that is busy for longer. */
@ExtendWith(OneGpuCluster.class)
class DeadlineIT {

    private static final String BUSY = "busy";
    private static final String SHORT = "short-of-time";
    private static final Duration DEFAULT = Duration.ofMillis(1_500);
    private static final int LONG_CALLS = 6;
    private static final int TEXTS = 96;

    private final HearthCluster cluster;
    private final Caller caller;

    DeadlineIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
    }

    @Test
    void whatExpiresInAQueueIsToldInTimeAndNeverStarted() {
        new ModelCopies(cluster).addAll(List.of(BUSY));
        deployOnBusysModel();
        assertThat(caller.invoke(SHORT, "guitar", "X-Timeout", "1h").status())
                .as("while the GPU is idle")
                .isIn(200, 504);
        var results = cluster.log().end(Topics.RESULTS);

        Answer byDefault;
        Answer byHeader;
        Answer capped;
        try (var calls = new LongCalls(cluster)) {
            var answers = calls.send(BUSY, LONG_CALLS, TEXTS);
            calls.awaitComputing(BUSY, calls.awaitAccepted(BUSY, LONG_CALLS));

            byHeader = expired(Duration.ofMillis(300), "X-Timeout", "300ms");
            byDefault = expired(DEFAULT);
            capped = expired(DEFAULT, "X-Timeout", "1h");

            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        }

        for (var answer : List.of(byDefault, byHeader, capped)) {
            assertNeverStarted(answer, results);
        }
        // A call behind all of them is answered: what expired is out of the way.
        caller.invoke(BUSY, "guitar").requireSuccess();
    }

    private Answer expired(Duration deadline, String... headers) {
        var before = Instant.now();
        var answer = caller.invoke(SHORT, "guitar", headers);

        assertThat(answer.status()).as(answer.text()).isEqualTo(504);
        // Whoever notices first says so: the scheduler, the worker or the gateway.
        assertThat(answer.text())
                .startsWith("DEADLINE_EXCEEDED: ")
                .containsAnyOf("the deadline passed", "did not end within " + deadline.toMillis() + " ms");
        assertThat(Duration.between(before, Instant.now()))
                .as("time until the answer")
                .isBetween(deadline, deadline.plusSeconds(5));
        return answer;
    }

    private void assertNeverStarted(Answer answer, LogReader.Position results) {
        var outcome = await("outcome of " + answer.id())
                .until(() -> caller.get("/v1/invocations/" + answer.id()), found -> found.status() == 200)
                .json();
        assertThat(outcome.get("state").asString()).isEqualTo("expired");
        assertThat(outcome.has("started")).isFalse();

        assertThat(endings(answer.id(), results)).isNotEmpty().allSatisfy(ended -> {
            assertThat(ended.state()).isEqualTo(InvocationState.EXPIRED);
            assertThat(ended.startedEpochMillis()).isZero();
            assertThat(ended.gpu()).isNull();
        });
    }

    /** All that anybody appended of its end, the first of which is the outcome. */
    private List<ResultRecord.Ended> endings(String id, LogReader.Position results) {
        return cluster.log().since(results).stream()
                .filter(record -> id.equals(record.key()))
                .map(ResultCodec::read)
                .map(record -> record instanceof ResultRecord.Ended ended ? ended : null)
                .filter(Objects::nonNull)
                .toList();
    }

    private void deployOnBusysModel() {
        var deployed = caller.manage(
                "POST",
                "/system/functions",
                "{\"service\":\"%s\",\"image\":\"model://%s:1\",\"annotations\":{\"dev.hearth.timeout\":\"%dms\"}}"
                        .formatted(SHORT, BUSY, DEFAULT.toMillis()));
        assertThat(deployed.status()).as(deployed.text()).isEqualTo(202);
    }
}
