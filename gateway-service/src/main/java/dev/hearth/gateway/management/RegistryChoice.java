package dev.hearth.gateway.management;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/**
 * Sends each call to the registry that was reached last; one that cannot be reached gives way to the next. Whether a call is
 * then sent again is the retry's to say. To stay with one keeps changes of the catalogue in one process, which makes them one
 * after the other.
 */
final class RegistryChoice implements GatewayFilter {

    /** Behind the filter that puts the route's own address there. */
    static final int ORDER = RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;

    private static final Logger log = LoggerFactory.getLogger(RegistryChoice.class);

    private final List<URI> registries;
    private final AtomicInteger current = new AtomicInteger();

    /** @param registries at least one, without paths */
    RegistryChoice(List<URI> registries) {
        this.registries = List.copyOf(registries);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        var chosen = current.get();
        URI url = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, at(registries.get(chosen), url));
        return chain.filter(exchange).doOnError(IOException.class, failure -> leave(chosen, failure));
    }

    private static URI at(URI registry, URI url) {
        return UriComponentsBuilder.fromUri(url)
                .scheme(registry.getScheme())
                .host(registry.getHost())
                .port(registry.getPort())
                .build(true)
                .toUri();
    }

    private void leave(int chosen, IOException failure) {
        var next = (chosen + 1) % registries.size();
        if (next != chosen && current.compareAndSet(chosen, next)) {
            log.warn(
                    "registry {} cannot be reached, going on with {}: {}",
                    registries.get(chosen),
                    registries.get(next),
                    failure.toString());
        }
    }
}
