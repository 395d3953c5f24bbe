package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.invocation.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Loads on targets that answer from memory. */
class ClosedLoopTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    private final NoopRequests requests = new NoopRequests();

    @Test
    void eachCallerHasOneRequestAtATime() throws Exception {
        var calls = new ConcurrentHashMap<Thread, Integer>();
        var together = new CyclicBarrier(3);

        var load = ClosedLoop.run(
                request -> {
                    calls.merge(Thread.currentThread(), 1, Integer::sum);
                    meetOnce(together, calls.get(Thread.currentThread()));
                    return new Target.Answer(answer(request), null);
                },
                requests,
                3,
                SHORT);

        assertThat(calls).hasSize(3);
        assertThat(load.errors()).isZero();
        assertThat(load.answered())
                .isEqualTo(calls.values().stream().mapToInt(Integer::intValue).sum());
        assertThat(load.elapsed()).isGreaterThanOrEqualTo(SHORT);
        assertThat(load.meanTiming()).isNull();
    }

    @Test
    void countsErrorsApartAndNamesTheFirst() throws Exception {
        var number = new AtomicInteger();

        var load = ClosedLoop.run(
                request -> {
                    if (number.getAndIncrement() == 0) {
                        throw new IOException("status 503: away");
                    }
                    return new Target.Answer(answer(request), new Timing(1, 0, 2, 3, 6));
                },
                requests,
                1,
                SHORT);

        assertThat(load.errors()).isEqualTo(1);
        assertThat(load.firstError()).isEqualTo("status 503: away");
        assertThat(load.answered()).isEqualTo(number.get() - 1L);
        assertThat(load.meanTiming()).isEqualTo(new Timing(1, 0, 2, 3, 6));
    }

    @Test
    void aWrongAnswerIsAnError() throws Exception {
        var load = ClosedLoop.run(request -> new Target.Answer(request, null), requests, 1, SHORT);

        assertThat(load.answered()).isZero();
        assertThat(load.firstError()).startsWith("a wrong answer: ");
    }

    @Test
    void endsEarlyWhenNothingSucceeds() throws Exception {
        var load = ClosedLoop.run(
                request -> {
                    throw new IOException("away");
                },
                requests,
                4,
                Duration.ofHours(1));

        assertThat(load.errors()).isBetween(1_000L, 1_003L);
    }

    @Test
    void anInterruptionEndsTheCallers() throws Exception {
        var measuring = Thread.currentThread();
        var called = new CountDownLatch(2);
        var ended = new CountDownLatch(2);
        Thread.ofVirtual().start(() -> {
            try {
                called.await();
                measuring.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> ClosedLoop.run(
                        request -> {
                            called.countDown();
                            try {
                                new CountDownLatch(1).await();
                                throw new IOException("nobody counts it down");
                            } finally {
                                ended.countDown();
                            }
                        },
                        requests,
                        2,
                        Duration.ofHours(1)))
                .isInstanceOf(InterruptedException.class);

        assertThat(ended.getCount()).isZero();
    }

    private static void meetOnce(CyclicBarrier together, int call) throws IOException {
        if (call > 1) {
            return;
        }
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException("not all callers call at a time", e);
        }
    }

    /** The right one. */
    private static byte[] answer(byte[] request) {
        var json = JsonMapper.shared();
        var data = json.readTree(request).path("inputs").path(0).path("data");
        var input = new float[data.size()];
        for (var at = 0; at < input.length; at++) {
            input[at] = data.get(at).floatValue();
        }
        return json.writeValueAsBytes(Map.of("outputs", new Object[] {Map.of("data", NoopModel.expected(input))}));
    }

    @Test
    void theTestsOwnAnswerIsText() {
        assertThat(new String(answer(requests.body(0)), StandardCharsets.UTF_8))
                .startsWith("{\"outputs\":[{\"data\":[1.0,");
    }
}
