package dev.hearth.gateway.invocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.testing.LogLines;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;

/** What a call is traced under on its way into the log and in the gateway's own lines; nothing is exported. */
class TraceIT extends RunningGateway {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Autowired
    TraceIT(ApplicationContext gateway) {
        super(gateway);
    }

    @Test
    void aCallersTraceGoesOnInTheLog() {
        var id = call(headers -> {
            headers.set(HearthHeaders.TRACEPARENT, PARENT);
            headers.set(HearthHeaders.TRACESTATE, "rojo=1");
        });

        var invocation = worker.seen(id).getFirst();
        assertThat(invocation.traceparent()).isEqualTo(PARENT);
        assertThat(invocation.tracestate()).isEqualTo("rojo=1");
        assertThat(header(id, "traceparent")).isEqualTo(PARENT);
        assertThat(header(id, "tracestate")).isEqualTo("rojo=1");
    }

    @Test
    void aCallWithoutATraceOrWithAMalformedOneGetsOneOfItsOwn() {
        var without = call(headers -> {});
        var malformed = call(headers -> headers.set(HearthHeaders.TRACEPARENT, PARENT + "-more"));
        var twice = call(headers -> {
            headers.add(HearthHeaders.TRACEPARENT, PARENT);
            headers.add(HearthHeaders.TRACEPARENT, PARENT);
        });

        for (var id : new String[] {without, malformed, twice}) {
            assertThat(header(id, "traceparent"))
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                    .doesNotContain(TRACE);
        }
        assertThat(header(without, "traceparent")).isNotEqualTo(header(malformed, "traceparent"));
    }

    @Test
    void everyLineOfACallNamesItAndItsTrace() {
        try (var lines = LogLines.of("dev.hearth.gateway")) {
            var id = call(headers -> {
                headers.set(HearthHeaders.TRACEPARENT, PARENT);
                headers.set(HearthHeaders.CALL_ID, "order 66");
            });

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(lines.containing(id))
                            .hasSizeGreaterThanOrEqualTo(2)
                            .anySatisfy(line -> assertThat(line.text()).startsWith("appended invocation="))
                            .anySatisfy(line -> assertThat(line.text()).startsWith("answered invocation="))
                            .allSatisfy(line -> {
                                assertThat(line.callId()).isEqualTo("order 66");
                                assertThat(line.traceId()).isEqualTo(TRACE);
                            }));
            assertThat(lines.containing("the caller's secret body")).isEmpty();
        }
    }

    @Test
    void anExpiryIsOfTheCallsTrace() {
        try (var lines = LogLines.of("dev.hearth.gateway")) {
            var answer = client.get()
                    .uri("/function/silent")
                    .header(HearthHeaders.TIMEOUT, "200ms")
                    .header(HearthHeaders.TRACEPARENT, PARENT)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(504)
                    .expectBody(String.class)
                    .returnResult();

            var id = String.valueOf(answer.getResponseHeaders().getFirst(HearthHeaders.INVOCATION));
            assertThat(lines.containing("deadline passed invocation=" + id))
                    .singleElement()
                    .satisfies(line -> assertThat(line.traceId()).isEqualTo(TRACE));
        }
    }

    private String call(Consumer<HttpHeaders> headers) {
        var answer = client.post()
                .uri("/function/echo")
                .headers(headers)
                .bodyValue("the caller's secret body")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult();
        return String.valueOf(answer.getResponseHeaders().getFirst(HearthHeaders.INVOCATION));
    }

    private String header(String id, String name) {
        var header = worker.message(id).headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
