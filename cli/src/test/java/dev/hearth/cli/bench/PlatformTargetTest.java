package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.gateway.FakeGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlatformTargetTest {

    @Test
    void callsTheFunctionWithJsonAndGivesItsAnswer() throws Exception {
        try (var gateway = new FakeGateway();
                var target = new PlatformTarget(URI.create(gateway.url()), "noop", "application/json")) {
            gateway.answer("POST /function/noop", 200, "application/json", "{\"y\":1}");

            var answer = target.call(bytes("{\"x\":0}"));

            assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"y\":1}");
            assertThat(answer.timing()).isNull();
            assertThat(gateway.calls()).containsExactly("POST /function/noop application/json {\"x\":0}");
        }
    }

    @Test
    void whatIsNoSuccessIsAnError() throws IOException {
        try (var gateway = new FakeGateway();
                var target = new PlatformTarget(URI.create(gateway.url()), "noop", "application/json")) {
            gateway.answer("POST /function/noop", 429, "text/plain", "full");

            assertThatThrownBy(() -> target.call(bytes("{}")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("status 429: full");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
