package dev.hearth.cli.replay;

import dev.hearth.cli.gateway.ServerTiming;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.Timing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Sends calls on a schedule, whatever the answers do, to several gateways in turn. As many are under way as the system
 * leaves unanswered.
 */
final class OpenLoop implements AutoCloseable {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final byte[] BODY = "replay".getBytes(StandardCharsets.UTF_8);
    private static final Timing NONE = new Timing(0, 0, 0, 0, 0);
    private static final int OK = 200;

    private final List<URI> gateways;
    private final Duration longestCall;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST_CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    OpenLoop(List<URI> gateways, Duration longestCall) {
        this.gateways = List.copyOf(gateways);
        this.longestCall = longestCall;
    }

    /** @param nanos since the start */
    record Due(long nanos, String function) {}

    /**
     * Plays a schedule and waits for the last answer.
     *
     * @param answered is told the number of answers so far, from several threads
     * @return the calls in the order of the schedule
     */
    List<Call> play(List<Due> schedule, IntConsumer answered) throws InterruptedException {
        var count = new AtomicInteger();
        var calls = new ArrayList<CompletableFuture<Call>>();
        long start = System.nanoTime();
        for (var due : schedule) {
            long wait = due.nanos() - (System.nanoTime() - start);
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            var gateway = gateways.get(calls.size() % gateways.size());
            calls.add(send(gateway, due, start).whenComplete((_, _) -> answered.accept(count.incrementAndGet())));
        }
        await(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)));
        return calls.stream().map(CompletableFuture::join).toList();
    }

    /** Keeps so many callers busy for a time, each with one call under way. */
    void saturate(String function, int callers, Duration time) throws InterruptedException {
        long start = System.nanoTime();
        var all = IntStream.range(0, callers)
                .mapToObj(caller -> callAgain(gateways.get(caller % gateways.size()), function, start, time))
                .toArray(CompletableFuture[]::new);
        await(CompletableFuture.allOf(all));
    }

    /** As {@code join}, but may be interrupted. */
    private static void await(CompletableFuture<Void> all) throws InterruptedException {
        try {
            all.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call has no outcome", e);
        }
    }

    private CompletableFuture<Void> callAgain(URI gateway, String function, long start, Duration time) {
        if (System.nanoTime() - start >= time.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        return send(gateway, new Due(0, function), start).thenCompose(_ -> callAgain(gateway, function, start, time));
    }

    private CompletableFuture<Call> send(URI gateway, Due due, long start) {
        var request = HttpRequest.newBuilder(gateway.resolve("/function/" + due.function()))
                .timeout(longestCall)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(BODY))
                .build();
        long sent = System.nanoTime() - start;
        return http.sendAsync(request, BodyHandlers.ofString())
                .handle((answer, failure) -> failure == null
                        ? answered(due, sent, System.nanoTime() - start, answer)
                        : new Call(
                                due.function(),
                                due.nanos(),
                                sent,
                                System.nanoTime() - start,
                                "",
                                "",
                                NONE,
                                String.valueOf(failure.getMessage())));
    }

    private static Call answered(Due due, long sent, long ended, HttpResponse<String> answer) {
        var headers = answer.headers();
        return new Call(
                due.function(),
                due.nanos(),
                sent,
                ended,
                headers.firstValue(HearthHeaders.GPU).orElse(""),
                headers.firstValue(HearthHeaders.CACHE).orElse(""),
                headers.firstValue(HearthHeaders.SERVER_TIMING)
                        .map(ServerTiming::parse)
                        .orElse(NONE),
                answer.statusCode() == OK ? null : "status " + answer.statusCode() + ": " + answer.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
