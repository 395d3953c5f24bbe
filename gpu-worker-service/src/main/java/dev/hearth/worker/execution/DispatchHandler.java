package dev.hearth.worker.execution;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.error.Problem;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.worker.DispatchRequest;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/** Dispatches over HTTP. */
final class DispatchHandler {

    private static final byte[] NO_BODY = {};

    private final Dispatcher dispatcher;
    private final Gpus gpus;

    DispatchHandler(Dispatcher dispatcher, Gpus gpus) {
        this.dispatcher = dispatcher;
        this.gpus = gpus;
    }

    Mono<ServerResponse> dispatch(ServerRequest http) {
        var arrival = Moment.now();
        var header = http.headers().firstHeader(HearthHeaders.DISPATCH);
        if (header == null) {
            return problem(ErrorCode.BAD_INPUT, "header " + HearthHeaders.DISPATCH + " is missing");
        }
        DispatchRequest request;
        try {
            request = read(header);
        } catch (IllegalArgumentException e) {
            return problem(ErrorCode.BAD_INPUT, "header " + HearthHeaders.DISPATCH + " " + e.getMessage());
        }
        return http.bodyToMono(byte[].class)
                .defaultIfEmpty(NO_BODY)
                // The work goes on when the caller hangs up: its outcome belongs to the log.
                .flatMap(body -> Mono.fromFuture(dispatcher.dispatch(request, body, arrival), true))
                .flatMap(DispatchHandler::answer)
                .onErrorResume(
                        DispatchLog.LogUnavailableException.class,
                        e -> problem(ErrorCode.OUTCOME_UNKNOWN, "the log took no terminal record: " + e.getMessage()));
    }

    Mono<ServerResponse> recall(ServerRequest http) {
        var invocation = http.pathVariable("invocation");
        return switch (dispatcher.recall(invocation)) {
            case DONE -> ServerResponse.noContent().build();
            case UNKNOWN ->
                problem(ErrorCode.INVOCATION_NOT_FOUND, "no dispatch of invocation " + invocation + " is known");
            case TOO_LATE ->
                ServerResponse.status(HttpStatus.CONFLICT)
                        .contentType(MediaType.TEXT_PLAIN)
                        .bodyValue("invocation " + invocation + " has started already");
        };
    }

    Mono<ServerResponse> gpus(ServerRequest http) {
        return json(HttpStatus.OK, gpus.states());
    }

    private static DispatchRequest read(String header) {
        try {
            var request = WireJson.mapper().readValue(header, DispatchRequest.class);
            // Jackson leaves out what the JSON does, whatever the record promises.
            if (Stream.of(request.invocation(), request.model(), request.modelDigest(), request.function())
                    .anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("names no invocation, function, model or modelDigest");
            }
            if (request.modelBytes() < 0) {
                throw new IllegalArgumentException("has modelBytes " + request.modelBytes());
            }
            return request;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not a dispatch: " + e.getOriginalMessage(), e);
        }
    }

    private static Mono<ServerResponse> answer(Dispatcher.Answer answer) {
        return switch (answer) {
            case Dispatcher.Answer.Ended(var reply) -> json(HttpStatus.OK, reply);
            case Dispatcher.Answer.Refused(var refusal) -> json(HttpStatus.CONFLICT, refusal);
        };
    }

    static Mono<ServerResponse> problem(ErrorCode code, String detail) {
        return json(HttpStatus.valueOf(code.httpStatus()), Problem.of(code, detail));
    }

    static Mono<ServerResponse> json(HttpStatus status, Object value) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(WireJson.mapper().writeValueAsBytes(value));
    }
}
