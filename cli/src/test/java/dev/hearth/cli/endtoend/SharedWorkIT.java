package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two gateways and two schedulers share the work, and one of each is killed under load. */
@ExtendWith(TwinCluster.class)
class SharedWorkIT {

    private static final int CALLERS = 8;
    private static final int SOME = 100;

    private static final int SLOW_CALLS = 24;
    private static final int TEXTS = 8;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final String GRANTED = "hearth_claims_total{result=\"granted\"}";

    private final HearthCluster cluster;

    SharedWorkIT(HearthCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void isShared() {
        try (var group = new SchedulerGroup(cluster)) {
            group.awaitShares(half(), half());
        }
    }

    @Test
    void aKilledSchedulersPartitionsMoveAndNoInvocationIsLostOrAnsweredTwice() {
        var outcomes = new OutcomesInLog(cluster);
        try (var group = new SchedulerGroup(cluster);
                var second = cluster.caller("gateway-2");
                var slow = new LongCalls(cluster);
                var load = new SteadyLoad(TwinCluster.FUNCTIONS, PAUSE)) {
            var before = granted("scheduler-1");
            var beforeOfSecond = granted("scheduler-2");
            load.add(CALLERS, "gateway-1", cluster.caller(), 1);
            load.add(CALLERS, "gateway-2", second, 2);
            load.awaitCalls("gateway-1", SOME);
            load.awaitCalls("gateway-2", SOME);
            assertThat(granted("scheduler-1")).isGreaterThan(before);
            assertThat(granted("scheduler-2")).isGreaterThan(beforeOfSecond);

            var waiting = slow.send(TwinCluster.SLOW, SLOW_CALLS, TEXTS);
            var killed = group.awaitHolder(TwinCluster.SLOW, SLOW_CALLS / 2);
            cluster.kill(killed);
            // Once its session with Kafka is over, after 6 s.
            group.awaitShares(TwinCluster.partitions());
            load.awaitCalls("gateway-1", SOME);
            load.awaitCalls("gateway-2", SOME);

            cluster.restart(killed).requireSuccess();
            group.awaitShares(half(), half());
            await("work of the scheduler that came back").atMost(LONGEST).until(() -> granted(killed) > 0);
            load.awaitCalls("gateway-1", SOME);
            load.awaitCalls("gateway-2", SOME);

            assertThat(waiting)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200))
                    .extracting(Answer::id)
                    .doesNotHaveDuplicates();
            var calls = load.finish();
            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.right())
                            .as("%s %s", call, call.answered().text())
                            .isTrue());
            outcomes.verify(calls);
        }
    }

    @Test
    void aKilledGatewayBreaksItsOwnCallsOnly() {
        var outcomes = new OutcomesInLog(cluster);
        try (var second = cluster.caller("gateway-2");
                var load = new SteadyLoad(TwinCluster.FUNCTIONS, PAUSE)) {
            load.add(CALLERS, "gateway-1", cluster.caller(), 3);
            load.add(CALLERS, "gateway-2", second, 4);
            load.awaitCalls("gateway-1", SOME);
            load.awaitCalls("gateway-2", SOME);

            cluster.kill("gateway-2");
            await("the end of each call at the killed gateway").atMost(LONGEST).until(() -> broken(load) == CALLERS);
            load.awaitCalls("gateway-1", SOME);

            cluster.restart("gateway-2").requireSuccess();
            load.add(CALLERS, "gateway-2", second, 5);
            load.awaitCalls("gateway-2", SOME);

            var calls = load.finish();
            assertThat(calls)
                    .filteredOn(SteadyLoad.Call::broke)
                    .hasSize(CALLERS)
                    .allSatisfy(call -> assertThat(call.gateway()).isEqualTo("gateway-2"));
            assertThat(calls)
                    .filteredOn(call -> !call.broke())
                    .allSatisfy(call -> assertThat(call.right())
                            .as("%s %s", call, call.answered().text())
                            .isTrue());
            outcomes.verify(calls);
        }
    }

    private static long broken(SteadyLoad load) {
        return load.calls("gateway-2").stream().filter(SteadyLoad.Call::broke).count();
    }

    private double granted(String scheduler) {
        return Metrics.of(cluster, scheduler).value(GRANTED);
    }

    private static int half() {
        return TwinCluster.partitions() / 2;
    }
}
