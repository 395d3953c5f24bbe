package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A function that goes back and forth between two models under load. */
@ExtendWith(SharedCluster.class)
class FunctionUpdateIT {

    private static final String NAME = "adding";
    private static final int UPDATES = 30;
    private static final int CALLERS = 6;
    private static final int CALLS_BETWEEN = 3 * CALLERS;
    private static final int LOOKED_UP = 20;

    private final HearthCluster cluster;
    private final Caller caller;

    /** Updates sent, and updates answered: a call that begins and ends between the same two has one model only. */
    private final AtomicInteger sent = new AtomicInteger();

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    FunctionUpdateIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
    }

    /**
     * @param oldest number of the last update that was answered before the call began
     * @param newest number of the last update that was sent before the call was answered
     */
    private record Call(int x, int oldest, int newest, Answer answer) {

        int version() {
            return answer.json().get("model_version").asInt();
        }

        int added() {
            return answer.json().path("outputs").path(0).path("data").path(0).asInt() - x;
        }
    }

    @Test
    void noCallFailsAndEachIsAnsweredByTheModelOfItsTime() throws Exception {
        version(0).importInto(cluster);
        version(1).importInto(cluster);
        assertThat(caller.manage("PUT", "/system/functions", version(0).deployment())
                        .status())
                .isEqualTo(404);
        assertThat(caller.manage("POST", "/system/functions", version(0).deployment())
                        .status())
                .isEqualTo(202);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = new ArrayList<Future<?>>();
            for (var i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(this::callOnAndOn));
            }
            try {
                for (var update = 1; update <= UPDATES; update++) {
                    awaitCalls(calls.size() + CALLS_BETWEEN);
                    sent.set(update);
                    var put = caller.manage(
                            "PUT", "/system/functions", version(update).deployment());
                    assertThat(put.status()).as(put.text()).isEqualTo(202);
                    answered.set(update);
                }
                awaitCalls(calls.size() + CALLS_BETWEEN);
            } finally {
                over = true;
            }
            for (var one : callers) {
                one.get();
            }
        }

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.answer().status())
                        .as(call.answer().text())
                        .isEqualTo(200));
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.added()).as("what version %d added", call.version()).isEqualTo(call.version());
            assertThat(versions(call)).as("versions at the time of %s", call).contains(call.version());
        });
        assertThat(calls)
                .as("calls that only one version could answer, without which this shows little")
                .filteredOn(call -> call.oldest() == call.newest())
                .hasSizeGreaterThan(UPDATES);
        assertOutcomesSayTheSame();
    }

    private void callOnAndOn() {
        for (var x = 0; !over; x++) {
            var oldest = answered.get();
            var answer = caller.invokeWithJson(NAME, AddingModel.request(x));
            calls.add(new Call(x, oldest, sent.get(), answer));
        }
    }

    private void awaitCalls(int count) {
        await("call number " + count)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(5, MILLISECONDS)
                .until(() -> calls.size() >= count);
    }

    private void assertOutcomesSayTheSame() {
        for (var call : calls.stream().skip(calls.size() - LOOKED_UP).toList()) {
            var outcome = await("outcome of " + call.answer().id())
                    .until(() -> caller.get("/v1/invocations/" + call.answer().id()), found -> found.status() == 200)
                    .json();
            assertThat(outcome.get("model").asString()).isEqualTo(NAME);
            assertThat(outcome.get("version").asInt()).isEqualTo(call.version());
        }
    }

    private static List<Integer> versions(Call call) {
        return java.util.stream.IntStream.rangeClosed(call.oldest(), call.newest())
                .map(update -> version(update).version())
                .boxed()
                .toList();
    }

    private static AddingModel version(int update) {
        return new AddingModel(NAME, 1 + update % 2);
    }
}
