package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.admission.Admission;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatusCode;

/** Each of the gateway's metrics changes under its cause, in the very text that Prometheus reads. */
class MetricsIT extends RunningGateway {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OK = "{code=\"200\",function_name=\"echo.openfaas-fn\"}";

    @Autowired
    MetricsIT(ApplicationContext gateway) {
        super(gateway);
    }

    @Test
    void countsAndTimesCallsByFunctionAndCode() {
        var started = value("gateway_function_invocation_started_total{function_name=\"echo.openfaas-fn\"}");
        var answered = value("gateway_function_invocation_total" + OK);
        var timed = value("gateway_functions_seconds_count" + OK);

        assertThat(call("echo").is2xxSuccessful()).isTrue();

        assertReaches("gateway_function_invocation_started_total{function_name=\"echo.openfaas-fn\"}", started + 1);
        assertReaches("gateway_function_invocation_total" + OK, answered + 1);
        assertReaches("gateway_functions_seconds_count" + OK, timed + 1);
        assertThat(scrape())
                .contains("# TYPE gateway_functions_seconds histogram")
                .contains(
                        "gateway_functions_seconds_bucket{code=\"200\",function_name=\"echo.openfaas-fn\",le=\"30.0\"}");
    }

    @Test
    void aCallOfAnUnknownFunctionMakesNoSeries() {
        assertThat(call("nobody-has-deployed-this").value()).isEqualTo(404);

        assertThat(scrape()).doesNotContain("nobody-has-deployed-this");
    }

    @Test
    void theSeriesOfAFunctionGoWithIt() {
        worker.deploy("short-lived");
        await().atMost(SOON).until(() -> catalogue.find("short-lived").isPresent());
        assertThat(call("short-lived", HearthHeaders.TIMEOUT, "1ms").value()).isEqualTo(504);
        assertReaches("gateway_service_count{function_name=\"short-lived.openfaas-fn\"}", 1);
        assertReaches("gateway_function_invocation_total{code=\"504\",function_name=\"short-lived.openfaas-fn\"}", 1);

        worker.remove("short-lived");
        await().atMost(SOON).until(() -> catalogue.find("short-lived").isEmpty());

        await().atMost(SOON).until(() -> !scrape().contains("short-lived"));
        assertThat(value("gateway_service_count{function_name=\"echo.openfaas-fn\"}"))
                .isEqualTo(1);
    }

    @Test
    void showsWhoWaitsAndCountsTheResultThatComesTooLate() {
        var late = value("hearth_late_results_total");
        var seen = worker.seenOf("silent").size();
        var caller = Thread.ofVirtual().start(() -> call("silent", HearthHeaders.TIMEOUT, "2s"));
        assertReaches("hearth_gateway_waiting", 1);
        await().atMost(SOON).until(() -> worker.seenOf("silent").size() > seen);
        await().atMost(SOON).until(() -> !caller.isAlive());
        assertReaches("hearth_gateway_waiting", 0);

        worker.end(worker.seenOf("silent").getLast());

        assertReaches("hearth_late_results_total", late + 1);
    }

    @Test
    void showsTheBytesOfBodiesItHolds() {
        assertThat(value("hearth_gateway_body_bytes")).isZero();

        try (Admission.Permit permit = admission.enter().orElseThrow()) {
            assertThat(permit.reserve(1234)).isTrue();
            assertThat(value("hearth_gateway_body_bytes")).isEqualTo(1234);
        }

        assertThat(value("hearth_gateway_body_bytes")).isZero();
    }

    private HttpStatusCode call(String function, String... headers) {
        var request = client.post().uri("/function/" + function);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.bodyValue("guitar").exchange().returnResult(byte[].class).getStatus();
    }

    private void assertReaches(String series, double expected) {
        await(series).atMost(SOON).until(() -> value(series) == expected);
    }

    /** What a series stands at; 0 if there is none. */
    private double value(String series) {
        return line(series)
                .map(line -> Double.parseDouble(line.substring(series.length())))
                .orElse(0.0);
    }

    private Optional<String> line(String series) {
        return scrape().lines().filter(line -> line.startsWith(series + " ")).findFirst();
    }

    private String scrape() {
        return String.valueOf(client.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }
}
