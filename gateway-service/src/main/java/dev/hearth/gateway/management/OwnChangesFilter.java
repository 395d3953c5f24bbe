package dev.hearth.gateway.management;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.function.CataloguePosition;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Passes the answer to a change of the catalogue on once this gateway knows the change: whoever has the answer finds it in
 * force here. A gateway that is too late with it passes the answer on all the same, since the change is made.
 */
final class OwnChangesFilter implements GlobalFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(OwnChangesFilter.class);

    private final CataloguePosition position;
    private final Duration longest;

    OwnChangesFilter(CataloguePosition position, Duration longest) {
        this.position = position;
        this.longest = longest;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange).then(Mono.defer(() -> known(exchange)));
    }

    /** Inside the filter that writes the answer: its headers are there, nothing of it has gone out. */
    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER + 1;
    }

    private Mono<Void> known(ServerWebExchange exchange) {
        var headers = exchange.getResponse().getHeaders();
        var offset = headers.getFirst(HearthHeaders.CATALOGUE_OFFSET);
        if (offset == null) {
            return Mono.empty();
        }
        headers.remove(HearthHeaders.CATALOGUE_OFFSET);
        return Mono.fromFuture(() -> position.reached(Long.parseLong(offset)), true)
                .timeout(longest)
                .onErrorResume(TimeoutException.class, late -> {
                    log.warn("the catalogue is not read up to offset={} within {}", offset, longest);
                    return Mono.empty();
                });
    }
}
