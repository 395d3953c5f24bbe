package dev.hearth.scheduler.dispatch;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Hands dispatches and loads to workers over h2c: a few kept connections a worker, one stream each, PING to notice a peer that
 * is gone without a word.
 *
 * <p>Each worker has a circuit breaker that counts transport failures only: what a worker answers is never its failure. The
 * time limit of a dispatch follows from the invocation's deadline, that of a load is a setting; at it the end is "unknown",
 * never "stopped".
 */
final class WorkerClient {

    private static final int CONNECTIONS = 4;
    private static final int STREAMS = 256;
    private static final int WAITING_STREAMS = 1_024;
    private static final int PINGS_UNANSWERED = 2;
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final HttpClient http;
    private final CircuitBreakerRegistry breakers;
    private final Duration loadTimeout;

    WorkerClient(CircuitBreakerRegistry breakers, Duration loadTimeout) {
        this.breakers = breakers;
        this.loadTimeout = loadTimeout;
        var connections = ConnectionProvider.builder("workers")
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(WAITING_STREAMS)
                .build();
        this.http = HttpClient.create(connections)
                .protocol(HttpProtocol.H2C)
                .option(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .http2Settings(settings -> settings.maxConcurrentStreams(STREAMS)
                        .pingAckTimeout(PING_TIMEOUT)
                        .pingAckDropThreshold(PINGS_UNANSWERED));
    }

    /**
     * Hands an invocation over and waits for its end.
     *
     * @param body the inline body; empty where the request names a reference
     * @return never an error: a broken exchange is an {@link Answer.Broken}
     */
    Mono<Answer<DispatchReply>> dispatch(String worker, String url, DispatchRequest request, byte[] body) {
        var limit = Duration.ofMillis(request.remainingMillis()).plus(GRACE);
        return guarded(worker, limit, exchange(url, request, body));
    }

    /**
     * Has a model loaded and waits for its end.
     *
     * @return never an error: a broken exchange is an {@link Answer.Broken}
     */
    Mono<Answer<LoadReply>> load(String worker, String url, LoadRequest request) {
        var json = WireJson.mapper().writeValueAsBytes(request);
        return guarded(
                worker,
                loadTimeout,
                http.post()
                        .uri(url + LoadRequest.PATH)
                        .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(json)))
                        .responseSingle((response, content) -> answer(response, content, LoadReply.class)));
    }

    private <R> Mono<Answer<R>> guarded(String worker, Duration limit, Mono<Answer<R>> exchange) {
        return exchange.timeout(limit)
                .transformDeferred(CircuitBreakerOperator.of(breakers.circuitBreaker(worker)))
                .onErrorResume(failure -> Mono.just(
                        failure instanceof CallNotPermittedException
                                ? new Answer.NotPermitted<>()
                                : new Answer.Broken<>(failure)));
    }

    /** Asks the worker to drop work it has not started; the dispatch's own answer tells what became of it. */
    Mono<Void> recall(String url, String invocation) {
        return http.delete()
                .uri(url + DispatchRequest.PATH + "/" + invocation)
                .response()
                .timeout(GRACE)
                .then();
    }

    private Mono<Answer<DispatchReply>> exchange(String url, DispatchRequest request, byte[] body) {
        var header = WireJson.mapper().writeValueAsString(request);
        return http.headers(headers -> {
                    headers.set(HearthHeaders.DISPATCH, header);
                    // For whoever stands between: the worker reads them in the record.
                    set(headers, HearthHeaders.TRACEPARENT, request.traceparent());
                    set(headers, HearthHeaders.TRACESTATE, request.tracestate());
                })
                .post()
                .uri(url + DispatchRequest.PATH)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .responseSingle((response, content) -> answer(response, content, DispatchReply.class));
    }

    private static void set(HttpHeaders headers, String name, @Nullable String value) {
        if (value != null) {
            headers.set(name, value);
        }
    }

    private static <R> Mono<Answer<R>> answer(HttpClientResponse response, ByteBufMono content, Class<R> reply) {
        return content.asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(bytes -> answer(response.status().code(), bytes, reply));
    }

    private static <R> Mono<Answer<R>> answer(int status, byte[] bytes, Class<R> reply) {
        return switch (status) {
            case OK -> Mono.just(new Answer.Ended<>(WireJson.mapper().readValue(bytes, reply)));
            case CONFLICT -> Mono.just(new Answer.Refused<>(WireJson.mapper().readValue(bytes, Refusal.class)));
            default -> Mono.error(new IOException("the worker answered " + status));
        };
    }

    /**
     * How an exchange ended.
     *
     * @param <R> what a worker says at the end
     */
    sealed interface Answer<R> {
        record Ended<R>(R reply) implements Answer<R> {}

        record Refused<R>(Refusal refusal) implements Answer<R> {}

        /** The breaker is open: nothing was sent. */
        record NotPermitted<R>() implements Answer<R> {}

        /** Whether what was asked for was done is not known. */
        record Broken<R>(Throwable cause) implements Answer<R> {}
    }
}
