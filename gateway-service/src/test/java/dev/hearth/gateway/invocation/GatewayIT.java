package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.topic.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;

class GatewayIT extends RunningGateway {

    private static final Pattern DURATION = Pattern.compile("([a-z]+);dur=([0-9.]+)");
    private static final int MEGABYTE = 1 << 20;

    @Autowired
    GatewayIT(ApplicationContext gateway) {
        super(gateway);
    }

    @Test
    void isReadyOnceTheLogIsRead() {
        client.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
        client.get()
                .uri("/healthz")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("OK\n");
        client.head().uri("/healthz").exchange().expectStatus().isOk();
    }

    @Test
    void bringsAnInlineResultBack() {
        var answer = client.post()
                .uri("/function/echo")
                .header(HearthHeaders.CALL_ID, "order 66")
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("A man is playing a guitar")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
                .expectHeader()
                .valueEquals(HearthHeaders.CALL_ID, "order 66")
                .expectHeader()
                .valueEquals(HearthHeaders.CACHE, "hit")
                .expectHeader()
                .valueEquals(HearthHeaders.GPU, "worker-1/0")
                .expectBody(String.class)
                .isEqualTo("A man is playing a guitar")
                .returnResult();

        var id = answer.getResponseHeaders().getFirst(HearthHeaders.INVOCATION);
        assertThat(worker.seen(String.valueOf(id))).singleElement().satisfies(invocation -> {
            assertThat(invocation.label()).isEqualTo("order 66");
            assertThat(invocation.body()).isInstanceOf(Payload.Inline.class);
        });
        assertThatSpansAddUp(answer.getResponseHeaders());
    }

    @Test
    void carriesLargeBodiesByReferenceBothWays() {
        var body = new byte[MEGABYTE];
        new Random(7).nextBytes(body);

        var answer = client.post()
                .uri("/function/large")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentLength(MEGABYTE)
                .expectBody(byte[].class)
                .isEqualTo(body)
                .returnResult();

        var id = answer.getResponseHeaders().getFirst(HearthHeaders.INVOCATION);
        assertThat(worker.seen(String.valueOf(id)).getFirst().body()).isInstanceOf(Payload.Reference.class);
        awaitNobodyWaiting();
    }

    @Test
    void takesABodyOfTheLimitAndRefusesOneByteMore() {
        client.post()
                .uri("/function/large")
                .bodyValue(new byte[Topics.BODY_LIMIT_BYTES])
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .value(body -> assertThat(body).hasSize(Topics.BODY_LIMIT_BYTES));

        client.post()
                .uri("/function/large")
                .bodyValue(new byte[Topics.BODY_LIMIT_BYTES + 1])
                .exchange()
                .expectStatus()
                .isEqualTo(413)
                .expectHeader()
                .exists(HearthHeaders.INVOCATION);

        client.post()
                .uri("/function/large")
                .body(chunks(Topics.BODY_LIMIT_BYTES + 1), DataBuffer.class)
                .exchange()
                .expectStatus()
                .isEqualTo(413);
        awaitNobodyWaiting();
    }

    @Test
    void refusesAnUnknownFunctionUntilItIsDeployed() {
        client.get().uri("/function/late").exchange().expectStatus().isNotFound();

        worker.deploy("late");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> catalogue.find("late").isPresent());
    }

    @Test
    void expiresAtTheDeadline() {
        client.get()
                .uri("/function/silent")
                .header(HearthHeaders.TIMEOUT, "300ms")
                .exchange()
                .expectStatus()
                .isEqualTo(504)
                .expectHeader()
                .exists(HearthHeaders.SERVER_TIMING)
                .expectBody(String.class)
                .value(text ->
                        assertThat(text).startsWith("DEADLINE_EXCEEDED: ").contains("300 ms"));
    }

    @Test
    void answersWithTheFirstOfTwoEnds() {
        client.get()
                .uri("/function/twice")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("first");
    }

    @Test
    void passesOverTheEndOfALowerAttempt() {
        client.get()
                .uri("/function/fenced")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("valid");
    }

    @Test
    void invocationsGoOnWhileTheRegistryIsStopped() {
        client.get()
                .uri("/system/functions")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists(HttpHeaders.RETRY_AFTER);

        client.post()
                .uri("/function/echo")
                .bodyValue("on")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void countsAnswersByFunctionAndStatus() {
        client.post()
                .uri("/function/echo")
                .bodyValue("on")
                .exchange()
                .expectStatus()
                .isOk();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> client.get()
                                .uri("/actuator/prometheus")
                                .exchange()
                                .expectStatus()
                                .isOk()
                                .expectBody(String.class)
                                .value(
                                        text -> assertThat(text)
                                                .contains(
                                                        "gateway_function_invocation_total{code=\"200\",function_name=\"echo.openfaas-fn\"}")));
    }

    private static void assertThatSpansAddUp(HttpHeaders headers) {
        var timing = String.valueOf(headers.getFirst(HearthHeaders.SERVER_TIMING));
        var durations = DURATION.matcher(timing)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(2)))
                .toArray();
        assertThat(durations).hasSize(5);
        assertThat(Arrays.stream(durations).limit(4).sum()).isCloseTo(durations[4], within(2.0));
    }

    private static Flux<DataBuffer> chunks(int bytes) {
        var chunk = 1 << 16;
        return Flux.range(0, Math.ceilDiv(bytes, chunk))
                .map(i -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[Math.min(chunk, bytes - i * chunk)]));
    }
}
