package dev.hearth.gateway.management;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.error.Problem;
import dev.hearth.gateway.problem.ErrorAnswers;
import dev.hearth.gateway.problem.RefusedException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers 503 for a registry that cannot be reached or does not answer in time, as text under {@code /system}. */
final class RegistryOutageFilter implements GlobalFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(RegistryOutageFilter.class);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        failure -> isOutage(failure) && !exchange.getResponse().isCommitted(),
                        failure -> unavailable(exchange, failure));
    }

    /** Around the filters that connect and that write the answer. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof IOException || failure instanceof TimeoutException || isTooSlow(failure);
    }

    /** How the router tells that the answer did not begin in time. */
    private static boolean isTooSlow(Throwable failure) {
        return failure instanceof ResponseStatusException status
                && status.getStatusCode().equals(HttpStatus.GATEWAY_TIMEOUT);
    }

    private static Mono<Void> unavailable(ServerWebExchange exchange, Throwable failure) {
        log.warn("registry unavailable path={}: {}", exchange.getRequest().getPath(), failure.toString());
        var slow = failure instanceof TimeoutException || isTooSlow(failure);
        var problem = Problem.of(
                ErrorCode.UNAVAILABLE,
                (slow ? "cache-registry does not answer in time" : "cache-registry cannot be reached")
                        + "; invocations of deployed functions are not affected",
                null,
                RefusedException.SOON.toMillis());
        return exchange.getRequest().getPath().value().startsWith("/system/")
                ? ErrorAnswers.writeAsAccepted(exchange, problem)
                : ErrorAnswers.writeDocument(exchange, problem);
    }
}
