package dev.hearth.gateway.management;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.error.Problem;
import dev.hearth.gateway.problem.ErrorAnswers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Answers 401 to calls without the credentials, by HTTP's basic authentication as OpenFaaS' clients know it. Whatever is not
 * listed as open is closed, so that a new route is. Functions' callers need none, as with OpenFaaS.
 */
final class CredentialsFilter implements WebFilter, Ordered {

    private static final List<PathPattern> OPEN = List.of(
            PathPatternParser.defaultInstance.parse("/function/**"),
            PathPatternParser.defaultInstance.parse("/healthz"),
            PathPatternParser.defaultInstance.parse("/actuator/**"));

    private static final String SCHEME = "Basic ";
    private static final String CHALLENGE = "Basic realm=\"Restricted\"";

    private final boolean everybodyMayCall;
    private final byte[] expected;

    CredentialsFilter(CredentialsProperties credentials) {
        this.everybodyMayCall = !credentials.areGiven();
        this.expected = (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (everybodyMayCall || isOpen(exchange.getRequest().getPath().pathWithinApplication())) {
            return chain.filter(exchange);
        }
        if (!isExpected(exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))) {
            return refuse(exchange);
        }
        // Nobody behind the gateway has a use for them.
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> headers.remove(HttpHeaders.AUTHORIZATION)))
                .build());
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    private static boolean isOpen(PathContainer path) {
        return OPEN.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Takes as long whichever part is wrong. */
    private boolean isExpected(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            var given = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            return MessageDigest.isEqual(expected, given);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Mono<Void> refuse(ServerWebExchange exchange) {
        exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        var problem = Problem.of(ErrorCode.UNAUTHENTICATED, "invalid credentials");
        return exchange.getRequest().getPath().value().startsWith("/system/")
                ? ErrorAnswers.writeAsAccepted(exchange, problem)
                : ErrorAnswers.writeDocument(exchange, problem);
    }
}
