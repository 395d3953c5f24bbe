package dev.hearth.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.CommandFailedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private static final String BASIC = "Basic YWRtaW46cGFzczp3b3Jk";

    @Test
    void goWithManagementCallsOnly() throws IOException {
        try (var server = new FakeGateway();
                var gateway = new GatewayClient(
                        URI.create(server.url()), Optional.of(new Credentials("admin", "pass:word")))) {
            server.answer("GET /v1/gpus", 200, "application/json", "[]");
            gateway.read("/v1/gpus");
            gateway.send("POST", "/function/embed", new byte[0], Map.of(), Duration.ofSeconds(5));

            assertThat(server.authorizations()).containsExactly(BASIC, "none");
        }
    }

    @Test
    void areReadFromTheEnvironment() {
        assertThat(Credentials.in(Map.of("HEARTH_USER", "admin", "HEARTH_PASSWORD", "pass:word")))
                .hasValueSatisfying(found -> assertThat(found.authorization()).isEqualTo(BASIC));
        assertThat(Credentials.in(Map.of())).isEmpty();
    }

    @Test
    void areNotHalved() {
        assertThatThrownBy(() -> Credentials.in(Map.of("HEARTH_PASSWORD", "secret")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("HEARTH_USER is not")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Credentials.in(Map.of("HEARTH_USER", "admin")))
                .hasMessageContaining("HEARTH_PASSWORD is not");
    }

    @Test
    void areNotPrinted() {
        assertThat(new Credentials("admin", "secret").toString()).doesNotContain("secret");
    }
}
