package dev.hearth.cli.bench;

import dev.hearth.contracts.invocation.HearthHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Callers that are never out of calls, spread over the gateways, each with one under way. */
final class FleetLoad implements AutoCloseable {

    private static final int OK = 200;
    private static final long ERROR_PAUSE_MILLIS = 100;
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

    private final List<URI> gateways;
    private final String function;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
    private final Set<String> gpus = ConcurrentHashMap.newKeySet();

    FleetLoad(List<URI> gateways, String function) {
        this.gateways = List.copyOf(gateways);
        this.function = function;
    }

    /** @param gpus that answered at least one call */
    record Result(
            double seconds,
            long answers,
            long errors,
            @Nullable String firstError,
            int gpus) {}

    /** What was answered in a time after the warm-up; the load goes on all the while, and ends with this. */
    Result run(int callers, Duration warmUp, Duration time) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                var gateway = gateways.get(caller % gateways.size());
                threads.execute(() -> callAgainAndAgain(gateway));
            }
            try {
                TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
                answers.set(0);
                errors.set(0);
                gpus.clear();
                long from = System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
                double seconds = (System.nanoTime() - from) / 1e9;
                return new Result(seconds, answers.get(), errors.get(), firstError.get(), gpus.size());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void callAgainAndAgain(URI gateway) {
        var request = HttpRequest.newBuilder(gateway.resolve("/function/" + function))
                .timeout(LONGEST_CALL)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("fleet"))
                .build();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                call(request);
            }
        } catch (InterruptedException e) {
            // The measurement is over.
        }
    }

    private void call(HttpRequest request) throws InterruptedException {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == OK) {
                answers.incrementAndGet();
                answer.headers().firstValue(HearthHeaders.GPU).ifPresent(gpus::add);
            } else {
                failed("status " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            failed(e.toString());
        }
    }

    private void failed(String why) throws InterruptedException {
        errors.incrementAndGet();
        firstError.compareAndSet(null, why);
        Thread.sleep(ERROR_PAUSE_MILLIS);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
