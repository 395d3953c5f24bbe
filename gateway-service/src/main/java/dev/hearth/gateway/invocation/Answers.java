package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.error.Problem;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.gateway.problem.ErrorAnswers;
import dev.hearth.gateway.problem.RefusedException;
import java.nio.ByteBuffer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes an invocation's answer, with the headers that every one of them carries. */
final class Answers {

    private static final String INVOCATIONS = "/v1/invocations/";
    private static final int PIECE_BYTES = 64 << 10;

    private Answers() {}

    /** Sets what is known at receipt, so that an answer nobody foresaw carries it too. */
    static void begin(ServerWebExchange exchange, Receipt receipt) {
        var headers = exchange.getResponse().getHeaders();
        headers.set(HearthHeaders.INVOCATION, receipt.id());
        headers.set(HearthHeaders.CALL_ID, receipt.id());
        headers.set(HearthHeaders.START_TIME, Long.toString(receipt.receivedEpochNanos()));
    }

    /** Answers with what {@code ended} brought. */
    static Mono<Void> succeeded(ServerWebExchange exchange, Receipt receipt, ResultRecord.Ended ended, byte[] body) {
        var response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        end(response.getHeaders(), receipt, ended);
        var type = ended.contentType();
        response.getHeaders()
                .set(HttpHeaders.CONTENT_TYPE, type == null ? MediaType.APPLICATION_OCTET_STREAM_VALUE : type);
        response.getHeaders().setContentLength(body.length);
        return body.length <= PIECE_BYTES
                ? response.writeWith(Mono.just(response.bufferFactory().wrap(body)))
                : response.writeWith(pieces(response.bufferFactory(), body));
    }

    /** A body handed over as one piece counts as written at once; one in pieces only as its caller takes it. */
    private static Flux<DataBuffer> pieces(DataBufferFactory buffers, byte[] body) {
        return Flux.range(0, Math.ceilDiv(body.length, PIECE_BYTES)).map(i -> {
            var from = i * PIECE_BYTES;
            return buffers.wrap(ByteBuffer.wrap(body, from, Math.min(PIECE_BYTES, body.length - from)));
        });
    }

    /** Answers with why {@code ended} brought nothing. */
    static Mono<Void> failed(ServerWebExchange exchange, Receipt receipt, ResultRecord.Ended ended) {
        end(exchange.getResponse().getHeaders(), receipt, ended);
        var error = ended.error();
        var problem = error == null
                ? problem(
                        receipt,
                        code(ended.state()),
                        "the invocation is " + ended.state().wireName())
                : problem(receipt, error.code(), error.message());
        return ErrorAnswers.writeAsAccepted(exchange, problem);
    }

    /** Answers an invocation that has no outcome. */
    static Mono<Void> refused(ServerWebExchange exchange, Receipt receipt, RefusedException refusal) {
        setDuration(exchange.getResponse().getHeaders(), receipt.elapsedNanos());
        var after = refusal.retryAfter();
        return ErrorAnswers.writeAsAccepted(
                exchange,
                Problem.of(
                        refusal.code(),
                        refusal.detail(),
                        INVOCATIONS + receipt.id(),
                        after == null ? null : after.toMillis()));
    }

    /** Ends a call whose caller hung up within its body; the status is for the metrics. */
    static Mono<Void> nobody(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(ErrorCode.CANCELLED.httpStatus()));
        return Mono.empty();
    }

    private static void end(HttpHeaders headers, Receipt receipt, ResultRecord.Ended ended) {
        var elapsedNanos = receipt.elapsedNanos();
        setDuration(headers, elapsedNanos);
        if (ended.cache() != null) {
            headers.set(HearthHeaders.CACHE, ended.cache().wireName());
        }
        if (ended.gpu() != null) {
            headers.set(HearthHeaders.GPU, ended.gpu());
        }
        headers.set(
                HearthHeaders.SERVER_TIMING,
                TimingFormat.serverTiming(ended.timing().answeredAfter(elapsedNanos / 1e6)));
    }

    private static void setDuration(HttpHeaders headers, long elapsedNanos) {
        headers.set(HearthHeaders.DURATION_SECONDS, TimingFormat.seconds(elapsedNanos));
    }

    private static Problem problem(Receipt receipt, ErrorCode code, String detail) {
        return Problem.of(code, detail, INVOCATIONS + receipt.id(), null);
    }

    private static ErrorCode code(InvocationState state) {
        return switch (state) {
            case EXPIRED -> ErrorCode.DEADLINE_EXCEEDED;
            case CANCELLED -> ErrorCode.CANCELLED;
            case ACCEPTED, QUEUED, DISPATCHED, RUNNING, SUCCEEDED, FAILED -> ErrorCode.INFERENCE_FAILED;
        };
    }
}
