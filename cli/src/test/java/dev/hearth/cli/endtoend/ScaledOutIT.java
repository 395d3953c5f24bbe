package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every process of a cluster that has each service more than once, restarted or killed one by one under load: each call is
 * answered, each accepted invocation has one outcome, and callers are told just that. A caller whose gateway goes makes its
 * call again at the other one.
 */
@ExtendWith(ScaledOutCluster.class)
class ScaledOutIT {

    private static final int CALLERS = 6;
    private static final int SOME = 20;

    /** Some 15 calls a second: what is left of two cores starts a process in about 10 s. */
    private static final Duration PAUSE = Duration.ofMillis(800);

    private static final List<String> INSTANCES = List.of(
            "registry-1",
            "scheduler-1",
            "worker-1",
            "worker-2",
            "gateway-1",
            "registry-2",
            "scheduler-2",
            "worker-3",
            "worker-4",
            "gateway-2");

    private final HearthCluster cluster;

    ScaledOutIT(HearthCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aRollingRestartLosesNothingAndAnswersNothingTwice() {
        underLoad(1, load -> {
            for (var instance : INSTANCES) {
                cluster.restart(instance).requireSuccess();
                load.awaitAnswers(SOME);
            }
        });
    }

    @Test
    void killedOneByOneEveryCallIsAnswered() {
        underLoad(2, load -> {
            for (var instance : INSTANCES) {
                cluster.kill(instance);
                load.awaitAnswers(SOME);
                if (instance.startsWith("registry")) {
                    changesTheCatalogue();
                }
                cluster.restart(instance).requireSuccess();
                load.awaitAnswers(SOME);
            }
        });
    }

    private interface UnderLoad {
        void run(SteadyLoad load);
    }

    private void underLoad(long seed, UnderLoad work) {
        var outcomes = new OutcomesInLog(cluster);
        try (var group = new SchedulerGroup(cluster);
                var first = cluster.caller("gateway-1");
                var second = cluster.caller("gateway-2");
                var load = new SteadyLoad(TwinCluster.FUNCTIONS, PAUSE)) {
            group.awaitShares(TwinCluster.partitions() / 2, TwinCluster.partitions() / 2);
            load.addMoving(CALLERS, gateways(first, second), seed);
            load.awaitAnswers(SOME);

            work.run(load);

            var calls = load.finish();
            assertThat(load.unanswered()).isZero();
            assertThat(calls.stream().filter(call -> !call.broke()))
                    .allSatisfy(call -> assertThat(call.right())
                            .as("%s %s", call, call.answered().text())
                            .isTrue());
            outcomes.verify(calls);
        }
    }

    private static SequencedMap<String, Caller> gateways(Caller first, Caller second) {
        var gateways = new LinkedHashMap<String, Caller>();
        gateways.put("gateway-1", first);
        gateways.put("gateway-2", second);
        return gateways;
    }

    /** With one registry of two, at both gateways. */
    private void changesTheCatalogue() {
        var function = TwinCluster.FUNCTIONS.getFirst();
        for (var gateway : List.of("gateway-1", "gateway-2")) {
            try (var caller = cluster.caller(gateway)) {
                assertThat(caller.get("/system/function/" + function).status()).isEqualTo(200);
                var deployed = caller.manage("PUT", "/system/functions", new AddingModel(function, 1).deployment());
                assertThat(deployed.status()).as(deployed.text()).isEqualTo(202);
            }
        }
    }
}
