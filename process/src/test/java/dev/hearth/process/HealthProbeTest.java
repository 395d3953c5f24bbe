package dev.hearth.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthProbeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private HttpServer service;
    private int status = 200;
    private String body = "{\"status\":\"UP\"}";

    @BeforeEach
    void startService() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/health", exchange -> {
            try (exchange) {
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        service.start();
    }

    @AfterEach
    void stopService() {
        service.stop(0);
    }

    @Test
    void findsAServiceHealthyThatAnswers200() {
        var finding = HealthProbe.ask(address(), PATIENCE);

        assertThat(finding).isEqualTo(new HealthProbe.Finding(true, "200 {\"status\":\"UP\"}"));
    }

    @Test
    void tellsWhatAnUnreadyServiceSaysIsMissing() {
        status = 503;
        body = "{\"status\":\"OUT_OF_SERVICE\",\"components\":{\"redis\":{}}}";

        var finding = HealthProbe.ask(address(), PATIENCE);

        assertThat(finding).isEqualTo(new HealthProbe.Finding(false, "503 " + body));
    }

    @Test
    void tellsOnlyTheBeginningOfALongAnswer() {
        body = "x".repeat(100_000);

        assertThat(HealthProbe.ask(address(), PATIENCE).text()).hasSizeLessThan(3_000);
    }

    @Test
    void takesAnAnswerWithoutABodyForWhatItsStatusSays() {
        status = 404;
        body = "";

        assertThat(HealthProbe.ask(address(), PATIENCE)).isEqualTo(new HealthProbe.Finding(false, "404 "));
    }

    @Test
    void isNotHealthyWhereNobodyListens() {
        var address = address();
        service.stop(0);

        var finding = HealthProbe.ask(address, PATIENCE);

        assertThat(finding.healthy()).isFalse();
        assertThat(finding.text()).contains(address.toString(), "refused");
    }

    @Test
    void givesUpOnAServiceThatDoesNotAnswerInTime() throws Exception {
        // Connections are taken by the kernel, and nobody reads them.
        try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = URI.create("http://127.0.0.1:" + mute.getLocalPort() + "/health");

            var finding = HealthProbe.ask(address, Duration.ofMillis(50));

            assertThat(finding.healthy()).isFalse();
            assertThat(finding.text()).contains("timed out");
        }
    }

    @Test
    void saysByItsExitCodeWhatItFound() throws Exception {
        assertThat(exitCodeOf(address().toString())).isZero();

        status = 503;

        assertThat(exitCodeOf(address().toString())).isEqualTo(1);
        assertThat(exitCodeOf("localhost")).isEqualTo(2);
        assertThat(exitCodeOf()).isEqualTo(2);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/health");
    }

    private static int exitCodeOf(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(HealthProbe.class.getName());
        command.addAll(List.of(arguments));
        var probe = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(probe.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return probe.exitValue();
    }
}
