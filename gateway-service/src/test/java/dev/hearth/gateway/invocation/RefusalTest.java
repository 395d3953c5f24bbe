package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.problem.RefusedException;
import dev.hearth.gateway.result.Waiters;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;

class RefusalTest {

    private final Stage stage = new Stage();

    @Test
    void refusesAnUnknownFunction() {
        refused(stage.client.get().uri("/function/nobody").exchange(), 404, "FUNCTION_NOT_FOUND", "'nobody'");
    }

    @Test
    void refusesAsAProblemDocumentWhereJsonIsAccepted() {
        stage.client
                .get()
                .uri("/function/nobody")
                .accept(MediaType.TEXT_HTML, MediaType.APPLICATION_PROBLEM_JSON)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("FUNCTION_NOT_FOUND");
    }

    @Test
    void doesNotCallAFunctionUnknownBeforeTheCatalogueIsRead() {
        var gate = new Gate(new FunctionCatalogue(), stage.waiters, stage.admission);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> gate.find("embed"))
                .matches(refusal -> refusal.code() == ErrorCode.UNAVAILABLE);
    }

    @Test
    void takesNothingOnBeforeTheResultsAreRead() {
        var gate = new Gate(stage.catalogue, new Waiters(0), stage.admission);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(gate::enter)
                .matches(refusal -> refusal.code() == ErrorCode.UNAVAILABLE);
        assertThat(stage.admission.waiting()).isZero();
    }

    @Test
    void refusesBadHeaders() {
        refused(
                stage.client
                        .get()
                        .uri("/function/embed")
                        .header(HearthHeaders.TIMEOUT, "soon")
                        .exchange(),
                400,
                "BAD_INPUT",
                "'soon'");
        refused(
                stage.client
                        .get()
                        .uri("/function/embed")
                        .header(HearthHeaders.CALL_ID, "x".repeat(300))
                        .exchange(),
                400,
                "BAD_INPUT",
                "300 characters");
        stage.awaitCounted("400", 2);
    }

    @Test
    void refusesABodyWhoseLengthIsTooLargeBeforeReadingIt() {
        refused(
                stage.client
                        .post()
                        .uri("/function/embed")
                        .contentLength(Topics.BODY_LIMIT_BYTES + 1L)
                        .body(Flux.<DataBuffer>never(), DataBuffer.class)
                        .exchange(),
                413,
                "BODY_TOO_LARGE",
                "16777217 bytes");
    }

    @Test
    void refusesABodyThatTurnsOutTooLarge() {
        refused(
                stage.client
                        .post()
                        .uri("/function/embed")
                        .body(chunks(Topics.BODY_LIMIT_BYTES + 1), DataBuffer.class)
                        .exchange(),
                413,
                "BODY_TOO_LARGE",
                "16777216 bytes");
        stage.awaitNobodyWaiting();
        assertThat(stage.log.history()).isEmpty();
    }

    @Test
    void takesABodyOfExactlyTheLimit() {
        stage.workerEnds(ended -> ended);

        stage.client
                .post()
                .uri("/function/embed")
                .body(chunks(Topics.BODY_LIMIT_BYTES), DataBuffer.class)
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(stage.log.history().getFirst().value()).hasSize(Topics.BODY_LIMIT_BYTES);
        stage.awaitNobodyWaiting();
    }

    @Test
    void refusesOneMoreThanMayWait() {
        var one = stage.admission.enter().orElseThrow();
        var two = stage.admission.enter().orElseThrow();

        refused(stage.client.get().uri("/function/embed").exchange(), 429, "QUEUE_FULL", "2 invocations")
                .expectHeader()
                .valueEquals("Retry-After", 1);

        one.close();
        two.close();
        assertThat(stage.admission.waiting()).isZero();
    }

    @Test
    void refusesABodyWhenTheGatewayHoldsTooManyBytes() {
        var other = stage.admission.enter().orElseThrow();
        assertThat(other.reserve(2L * Topics.BODY_LIMIT_BYTES)).isTrue();

        refused(
                        stage.client
                                .post()
                                .uri("/function/embed")
                                .bodyValue("a text")
                                .exchange(),
                        429,
                        "QUEUE_FULL",
                        "bytes of bodies")
                .expectHeader()
                .valueEquals("Retry-After", 1);
    }

    private static WebTestClient.ResponseSpec refused(
            WebTestClient.ResponseSpec answer, int status, String code, String detail) {
        answer.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
                .expectHeader()
                .exists(HearthHeaders.INVOCATION)
                .expectHeader()
                .exists(HearthHeaders.CALL_ID)
                .expectHeader()
                .exists(HearthHeaders.START_TIME)
                .expectHeader()
                .exists(HearthHeaders.DURATION_SECONDS)
                .expectBody(String.class)
                .value(body -> assertThat(body).startsWith(code + ": ").contains(detail));
        return answer;
    }

    private static Flux<DataBuffer> chunks(int bytes) {
        var chunk = 1 << 16;
        return Flux.range(0, Math.ceilDiv(bytes, chunk))
                .map(i -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[Math.min(chunk, bytes - i * chunk)]));
    }
}
