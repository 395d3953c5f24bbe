package dev.hearth.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.testing.LogLines;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an invocation is traced under on its way through the scheduler, and in its lines; nothing is exported. */
class TraceIT extends RunningScheduler {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void anInvocationsTraceGoesOnToTheWorkerInRecordAndHeader() {
        first.join();

        var id = submit(invocation("x", Duration.ofSeconds(30), 100).traced(PARENT, "rojo=1"));

        await().atMost(SOON).until(() -> first.bodies.containsKey(id));
        assertThat(first.traceparents).containsEntry(id, PARENT);
        assertThat(first.dispatches.getFirst().traceparent()).isEqualTo(PARENT);
        assertThat(first.dispatches.getFirst().tracestate()).isEqualTo("rojo=1");
    }

    @Test
    void anInvocationOfAnEarlierGatewayGetsATraceHere() {
        first.join();

        var id = submit("x", Duration.ofSeconds(30));

        await().atMost(SOON).until(() -> first.bodies.containsKey(id));
        assertThat(first.traceparents.get(id)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void everyLineOfAnInvocationNamesItsTraceAndSoDoesAnEndThatTheSchedulerWrites() {
        try (var lines = LogLines.of("dev.hearth.scheduler")) {
            first.join();
            var dispatched = submit(invocation("x", Duration.ofSeconds(30), 100).traced(PARENT, null));
            var tooLarge = submit(invocation("x", Duration.ofSeconds(30), 5_000).traced(PARENT, null));

            await().atMost(SOON).until(() -> first.bodies.containsKey(dispatched));
            await().atMost(SOON)
                    .until(() -> results.stream().anyMatch(result -> result.id().equals(tooLarge)));
            for (var id : new String[] {dispatched, tooLarge}) {
                assertThat(lines.containing(id)).isNotEmpty().allSatisfy(line -> {
                    assertThat(line.traceId()).isEqualTo(TRACE);
                    assertThat(line.callId()).isEqualTo(id);
                });
            }
            var ended = (ResultRecord.Ended) results.stream()
                    .filter(result -> result.id().equals(tooLarge))
                    .findFirst()
                    .orElseThrow();
            assertThat(ended.traceparent()).isEqualTo(PARENT);
        }
    }
}
