package dev.hearth.gateway.management;

import static org.springframework.cloud.gateway.support.RouteMetadataUtils.CONNECT_TIMEOUT_ATTR;
import static org.springframework.cloud.gateway.support.RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR;

import dev.hearth.gateway.function.CataloguePosition;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.result.Waiters;
import java.time.Duration;
import java.util.function.Function;
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

    ManagementConfiguration(ManagementProperties properties) {
        this.properties = properties;
    }

    @Bean
    RouteLocator managementRoutes(RouteLocatorBuilder builder) {
        var timeout = properties.registryTimeout();
        return builder.routes()
                .route(
                        "import",
                        toRegistry(
                                properties.importTimeout(),
                                path -> path.path(MODELS).and().method(HttpMethod.POST)))
                .route("functions", toRegistry(timeout, path -> path.path("/system/**")))
                .route("models", toRegistry(timeout, path -> path.path(MODELS + "/**")))
                .route("gpus", toRegistry(timeout, path -> path.path("/v1/gpus/**")))
                .route("invocations", toRegistry(timeout, path -> path.path("/v1/invocations/**")))
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

    private Function<PredicateSpec, Buildable<Route>> toRegistry(
            Duration timeout, Function<PredicateSpec, BooleanSpec> calls) {
        return route -> calls.apply(route)
                .metadata(CONNECT_TIMEOUT_ATTR, (int)
                        properties.registryConnectTimeout().toMillis())
                .metadata(RESPONSE_TIMEOUT_ATTR, timeout.toMillis())
                .uri(properties.registryUrl());
    }
}
