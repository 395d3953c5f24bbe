package dev.hearth.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

class CredentialsFilterTest {

    private final CredentialsFilter filter = new CredentialsFilter(new CredentialsProperties("admin", "pass:word"));
    private final AtomicReference<ServerWebExchange> passedOn = new AtomicReference<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system/functions",
                "/system/info",
                "/v1/models",
                "/v1/gpus",
                "/v1/invocations/4711",
                "/",
                "/not/there/yet",
                "/functions",
                "//system/functions"
            })
    void refusesCallsWithoutCredentials(String path) {
        var exchange = call(path, null);

        assertThat(passedOn).hasNullValue();
        assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(exchange.getResponse().getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE))
                .isEqualTo("Basic realm=\"Restricted\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin:password", "admin:", "admin:pass:word ", "root:pass:word", "", "adminpass:word"})
    void refusesOtherCredentials(String credentials) {
        var exchange = call("/system/functions", basic(credentials));

        assertThat(passedOn).hasNullValue();
        assertThat(exchange.getResponse().getBodyAsString().block())
                .isEqualTo("UNAUTHENTICATED: invalid credentials\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic ?", "Bearer YWRtaW46cGFzczp3b3Jk", "YWRtaW46cGFzczp3b3Jk"})
    void refusesWhatIsNoBasicAuthentication(String authorization) {
        call("/v1/gpus", authorization);

        assertThat(passedOn).hasNullValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "basic ", "BASIC  "})
    void passesTheCallsOfWhomItKnowsOnWithoutTheirCredentials(String scheme) {
        call("/v1/gpus", basic("admin:pass:word").replace("Basic ", scheme));

        assertThat(passedOn.get().getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/function/embed", "/function/embed/more", "/healthz", "/actuator/health/readiness"})
    void asksNeitherFunctionsCallersNorProbes(String path) {
        call(path, "Bearer of-the-function");

        assertThat(passedOn.get().getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .isEqualTo("Bearer of-the-function");
    }

    @Test
    void asksNobodyWithoutBeingToldWhom() {
        var open = new CredentialsFilter(new CredentialsProperties("", ""));
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/system/functions"));

        open.filter(exchange, this::passOn).block();

        assertThat(passedOn).doesNotHaveNullValue();
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> new CredentialsProperties("admin", ""))
                .hasMessageContaining("hearth.gateway.management.user is 'admin', without a password");
        assertThatThrownBy(() -> new CredentialsProperties("", "secret"))
                .hasMessageContaining("password is given without a user")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new CredentialsProperties("a:b", "secret")).hasMessageContaining("colon");
        assertThat(new CredentialsProperties("admin", "secret").toString()).doesNotContain("secret");
    }

    private MockServerWebExchange call(String path, String authorization) {
        var request = MockServerHttpRequest.get(path);
        if (authorization != null) {
            request.header(HttpHeaders.AUTHORIZATION, authorization);
        }
        var exchange = MockServerWebExchange.from(request);
        filter.filter(exchange, this::passOn).block();
        return exchange;
    }

    private Mono<Void> passOn(ServerWebExchange exchange) {
        passedOn.set(exchange);
        return Mono.empty();
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
