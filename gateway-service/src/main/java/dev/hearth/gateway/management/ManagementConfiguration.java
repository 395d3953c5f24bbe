package dev.hearth.gateway.management;

import static org.springframework.cloud.gateway.support.RouteMetadataUtils.CONNECT_TIMEOUT_ATTR;
import static org.springframework.cloud.gateway.support.RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR;

import dev.hearth.gateway.function.CataloguePosition;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.result.Waiters;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.RetryGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RetryGatewayFilterFactory.RetryConfig;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.BooleanSpec;
import org.springframework.cloud.gateway.route.builder.Buildable;
import org.springframework.cloud.gateway.route.builder.PredicateSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ManagementConfiguration {

    private static final String MODELS = "/v1/models";

    private final ManagementProperties properties;
    private final RegistryChoice registries;

    ManagementConfiguration(ManagementProperties properties) {
        this.properties = properties;
        this.registries = new RegistryChoice(properties.registryUrl());
    }

    @Bean
    RouteLocator managementRoutes(RouteLocatorBuilder builder, RetryGatewayFilterFactory retries) {
        var timeout = properties.registryTimeout();
        var retry = retry(retries);
        return builder.routes()
                .route(
                        "import",
                        toRegistry(
                                properties.importTimeout(),
                                retry,
                                path -> path.path(MODELS).and().method(HttpMethod.POST)))
                .route("functions", toRegistry(timeout, retry, path -> path.path("/system/**")))
                .route("models", toRegistry(timeout, retry, path -> path.path(MODELS + "/**")))
                .route("gpus", toRegistry(timeout, retry, path -> path.path("/v1/gpus/**")))
                .route("invocations", toRegistry(timeout, retry, path -> path.path("/v1/invocations/**")))
                .build();
    }

    @Bean
    CredentialsFilter credentialsFilter(CredentialsProperties credentials) {
        return new CredentialsFilter(credentials);
    }

    @Bean
    RegistryOutageFilter registryOutageFilter() {
        return new RegistryOutageFilter();
    }

    @Bean
    OwnChangesFilter ownChangesFilter(CataloguePosition position) {
        return new OwnChangesFilter(position, properties.ownChangesTimeout());
    }

    /** The gateway's own health, whatever the registry's is. */
    @Bean
    RouterFunction<ServerResponse> healthzRoute(FunctionCatalogue catalogue, Waiters waiters) {
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path("/healthz")),
                request -> catalogue.isRead() && waiters.isReading()
                        ? ServerResponse.ok().bodyValue("OK\n")
                        : ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE).bodyValue("the log is not read yet\n"));
    }

    /** A call that only reads is sent again when its connection broke, any other when there was none: nothing was sent then. */
    private GatewayFilter retry(RetryGatewayFilterFactory retries) {
        var reads = List.of(HttpMethod.GET, HttpMethod.HEAD);
        var broken = retries.apply(retryAfter(IOException.class));
        var unreached = retries.apply(retryAfter(ConnectException.class));
        return (exchange, chain) -> reads.contains(exchange.getRequest().getMethod())
                ? broken.filter(exchange, chain)
                : unreached.filter(exchange, chain);
    }

    /** Once for each further registry. With one address there may still be several behind it. */
    @SuppressWarnings("unchecked") // a generic array of one class
    private RetryConfig retryAfter(Class<? extends Throwable> failure) {
        var retry = new RetryConfig();
        retry.setRetries(Math.max(1, properties.registryUrl().size() - 1));
        retry.setMethods(HttpMethod.values());
        retry.setSeries();
        retry.setExceptions(failure);
        return retry;
    }

    private Function<PredicateSpec, Buildable<Route>> toRegistry(
            Duration timeout, GatewayFilter retry, Function<PredicateSpec, BooleanSpec> calls) {
        return route -> calls.apply(route)
                .filters(filters -> filters.filter(retry).filter(registries, RegistryChoice.ORDER))
                .metadata(CONNECT_TIMEOUT_ATTR, (int)
                        properties.registryConnectTimeout().toMillis())
                .metadata(RESPONSE_TIMEOUT_ATTR, timeout.toMillis())
                .uri(properties.registryUrl().getFirst());
    }
}
