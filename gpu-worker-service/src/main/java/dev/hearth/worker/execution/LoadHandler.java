package dev.hearth.worker.execution;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.worker.LoadRequest;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/** Loads ahead of need over HTTP. */
final class LoadHandler {

    private static final byte[] NO_BODY = {};

    private final Loads loads;

    LoadHandler(Loads loads) {
        this.loads = loads;
    }

    Mono<ServerResponse> load(ServerRequest http) {
        return http.bodyToMono(byte[].class)
                .defaultIfEmpty(NO_BODY)
                .map(LoadHandler::read)
                // The load goes on when the caller hangs up: the model is there for whoever comes.
                .flatMap(request -> Mono.fromFuture(loads.load(request), true))
                .flatMap(LoadHandler::answer)
                .onErrorResume(
                        IllegalArgumentException.class,
                        e -> DispatchHandler.problem(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage())));
    }

    private static LoadRequest read(byte[] json) {
        try {
            var request = WireJson.mapper().readValue(json, LoadRequest.class);
            // Jackson leaves out what the JSON does, whatever the record promises.
            if (Stream.of(request.id(), request.model(), request.modelDigest()).anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("the load names no id, model or modelDigest");
            }
            if (!request.id().startsWith(LoadRequest.ID_PREFIX)) {
                throw new IllegalArgumentException(
                        "the load's id '" + request.id() + "' does not begin with " + LoadRequest.ID_PREFIX);
            }
            if (request.modelBytes() < 0) {
                throw new IllegalArgumentException("the load has modelBytes " + request.modelBytes());
            }
            return request;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not a load: " + e.getOriginalMessage(), e);
        }
    }

    private static Mono<ServerResponse> answer(Loads.Answer answer) {
        return switch (answer) {
            case Loads.Answer.Ended(var reply) -> DispatchHandler.json(HttpStatus.OK, reply);
            case Loads.Answer.Refused(var refusal) -> DispatchHandler.json(HttpStatus.CONFLICT, refusal);
        };
    }
}
