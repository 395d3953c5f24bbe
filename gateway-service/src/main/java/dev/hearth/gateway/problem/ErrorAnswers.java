package dev.hearth.gateway.problem;

import dev.hearth.contracts.error.Problem;
import dev.hearth.contracts.json.WireJson;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Writes problems: as documents where callers read JSON, as one line of text where command lines print what they get. */
public final class ErrorAnswers {

    private static final int MILLIS_PER_SECOND = 1_000;

    private ErrorAnswers() {}

    /** As text {@code CODE: detail}, unless {@code Accept} names JSON. */
    public static Mono<Void> writeAsAccepted(ServerWebExchange exchange, Problem problem) {
        if (namesJson(exchange.getRequest())) {
            return writeDocument(exchange, problem);
        }
        var text = problem.code() + ": " + problem.detail() + "\n";
        return write(
                exchange,
                problem,
                MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8",
                text.getBytes(StandardCharsets.UTF_8));
    }

    public static Mono<Void> writeDocument(ServerWebExchange exchange, Problem problem) {
        return write(
                exchange,
                problem,
                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                WireJson.mapper().writeValueAsBytes(problem));
    }

    private static Mono<Void> write(ServerWebExchange exchange, Problem problem, String contentType, byte[] body) {
        var response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        var headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, contentType);
        headers.setContentLength(body.length);
        if (problem.retryAfterMs() != null) {
            headers.set(
                    HttpHeaders.RETRY_AFTER, Long.toString(Math.ceilDiv(problem.retryAfterMs(), MILLIS_PER_SECOND)));
        }
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static boolean namesJson(ServerHttpRequest request) {
        try {
            return request.getHeaders().getAccept().stream().anyMatch(ErrorAnswers::isJson);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean isJson(MediaType type) {
        return type.getType().equals("application")
                && (type.getSubtype().equals("json") || type.getSubtype().equals("problem+json"));
    }
}
