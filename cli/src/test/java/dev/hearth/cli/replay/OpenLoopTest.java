package dev.hearth.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenLoopTest {

    private static final long MILLISECOND = 1_000_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private OpenLoop load;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        load = new OpenLoop(
                List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())), Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        load.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void sendsOnTimeWhateverIsUnansweredAndCountsFromWhenACallWasDue() throws Exception {
        // No call is answered before the last one has come: a caller that waited for answers would hang here.
        var come = new CountDownLatch(20);
        server.createContext("/function/f01", exchange -> {
            come.countDown();
            await(come);
            answer(exchange, 200, "ok");
        });
        var schedule = IntStream.range(0, 20)
                .mapToObj(call -> new OpenLoop.Due(5L * call * MILLISECOND, "f01"))
                .toList();

        var calls = load.play(schedule, _ -> {});

        assertThat(calls).hasSize(20).allSatisfy(call -> {
            assertThat(call.error()).isNull();
            assertThat(call.sentNanos()).isGreaterThanOrEqualTo(call.dueNanos());
            assertThat(call.latencyNanos()).isEqualTo(call.endedNanos() - call.dueNanos());
            // All ended after the last was due, 95 ms after the first.
            assertThat(call.endedNanos()).isGreaterThanOrEqualTo(95 * MILLISECOND);
        });
        assertThat(calls.getFirst().latencyNanos()).isGreaterThanOrEqualTo(95 * MILLISECOND);
    }

    @Test
    void takesFromAnAnswerWhereItsTimeWentAndWhatItMet() throws Exception {
        server.createContext("/function/f01", exchange -> {
            exchange.getResponseHeaders().set("X-Hearth-Cache", "false-miss");
            exchange.getResponseHeaders()
                    .set("Server-Timing", "queue;dur=1.5, load;dur=2, inference;dur=3, total;dur=7");
            answer(exchange, 200, "{}");
        });

        var call = load.play(List.of(new OpenLoop.Due(0, "f01")), _ -> {}).getFirst();

        assertThat(call.missed()).isTrue();
        assertThat(call.timing().queueMs()).isEqualTo(1.5);
        assertThat(call.timing().inferenceMs()).isEqualTo(3);
    }

    @Test
    void countsWhatIsNotAnsweredWell() throws Exception {
        server.createContext("/function/f01", exchange -> answer(exchange, 503, "no capacity"));
        var answered = new AtomicInteger();

        var calls = load.play(
                List.of(new OpenLoop.Due(0, "f01"), new OpenLoop.Due(0, "f02")), _ -> answered.incrementAndGet());

        assertThat(calls)
                .extracting(Call::error)
                .satisfiesExactly(
                        error -> assertThat(error).isEqualTo("status 503: no capacity"),
                        error -> assertThat(error).startsWith("status 404"));
        assertThat(answered).hasValue(2);
    }

    @Test
    void keepsEachOfSomeCallersBusyForATime() throws Exception {
        var underWay = new AtomicInteger();
        var most = new AtomicInteger();
        var come = new AtomicInteger();
        server.createContext("/function/f01", exchange -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            come.incrementAndGet();
            underWay.decrementAndGet();
            answer(exchange, 200, "ok");
        });

        load.saturate("f01", 3, Duration.ofMillis(300));

        assertThat(come).hasValueGreaterThan(3);
        assertThat(most).hasValueLessThanOrEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, body.length());
        try (var out = exchange.getResponseBody()) {
            out.write(body.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
