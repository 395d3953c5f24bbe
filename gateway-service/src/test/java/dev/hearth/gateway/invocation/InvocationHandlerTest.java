package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

class InvocationHandlerTest {

    private static final Pattern TIMING = Pattern.compile(
            "queue;dur=0.500, load;dur=0.250, transfer;dur=[0-9.]+, " + "inference;dur=0.063, total;dur=[0-9.]+");

    private final Stage stage = new Stage();

    @Test
    void answersWithWhatTheWorkerWroteAndEveryHeader() {
        stage.workerEnds(ended -> ended);
        var before = System.currentTimeMillis();

        var answer = stage.client
                .post()
                .uri("/function/embed")
                .header(HearthHeaders.CALL_ID, "order 66")
                .bodyValue("a text")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectHeader()
                .contentLength("answer".length())
                .expectBody(String.class)
                .returnResult();

        var headers = answer.getResponseHeaders();
        assertThat(answer.getResponseBody()).isEqualTo("answer");
        assertThat(headers.getFirst(HearthHeaders.INVOCATION))
                .isEqualTo(stage.log.invocations().getFirst().id());
        assertThat(headers.getFirst(HearthHeaders.CALL_ID)).isEqualTo("order 66");
        assertThat(TimeUnit.NANOSECONDS.toMillis(Long.parseLong(headers.getFirst(HearthHeaders.START_TIME))))
                .isBetween(before, System.currentTimeMillis());
        assertThat(headers.getFirst(HearthHeaders.DURATION_SECONDS)).matches("[0-9]+\\.[0-9]{6}");
        assertThat(headers.getFirst(HearthHeaders.CACHE)).isEqualTo("miss");
        assertThat(headers.getFirst(HearthHeaders.GPU)).isEqualTo("worker-1/0");
        assertThat(headers.getFirst(HearthHeaders.SERVER_TIMING)).matches(TIMING);
        stage.awaitCounted("200", 1);
        stage.awaitNobodyWaiting();
    }

    @Test
    void appendsARecordThatPinsTheFunctionAndTheDeadline() {
        stage.workerEnds(ended -> ended);

        stage.client
                .post()
                .uri("/function/embed.openfaas-fn")
                .header(HearthHeaders.TIMEOUT, "5s")
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("a text")
                .exchange()
                .expectStatus()
                .isOk();

        var record = stage.log.invocations().getFirst();
        assertThat(record)
                .extracting(
                        InvocationRecord::function,
                        InvocationRecord::namespace,
                        InvocationRecord::revision,
                        InvocationRecord::modelDigest,
                        InvocationRecord::maxBatch,
                        InvocationRecord::maxDelayMillis,
                        InvocationRecord::attempt,
                        InvocationRecord::resultsPartition)
                .containsExactly("embed", "openfaas-fn", 7L, "digest", 8, 20L, 1, Stage.PARTITION);
        assertThat(record.label()).isEqualTo(record.id());
        assertThat(record.contentType()).startsWith("text/plain");
        assertThat(record.deadlineEpochMillis() - record.createdEpochMillis()).isEqualTo(5_000);
        assertThat(record.body())
                .isInstanceOfSatisfying(
                        Payload.Inline.class,
                        inline -> assertThat(inline.bytes()).isEqualTo("a text".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "POST"})
    void takesEveryMethodAndWhateverPathComesBehindTheName(String method) {
        stage.workerEnds(ended -> ended);

        for (var path : List.of("/function/embed", "/function/embed/", "/function/embed/some/where?x=1")) {
            stage.client
                    .method(HttpMethod.valueOf(method))
                    .uri(path)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .isEqualTo("answer");
        }
    }

    @Test
    void answersAFailureWithTheStatusOfItsCode() {
        stage.workerEnds(
                ended -> ended(ended, new ResultRecord.Failure(ErrorCode.MODEL_LOAD_FAILED, "weights are gone")));

        stage.client
                .post()
                .uri("/function/embed")
                .exchange()
                .expectStatus()
                .isEqualTo(502)
                .expectHeader()
                .exists(HearthHeaders.SERVER_TIMING)
                .expectHeader()
                .exists(HearthHeaders.INVOCATION)
                .expectHeader()
                .doesNotExist("Retry-After")
                .expectBody(String.class)
                .isEqualTo("MODEL_LOAD_FAILED: weights are gone\n");
        stage.awaitCounted("502", 1);
    }

    @Test
    void answersAFailureAsAProblemDocumentWhereJsonIsAccepted() {
        stage.workerEnds(ended -> ended(ended, new ResultRecord.Failure(ErrorCode.INFERENCE_FAILED, "bad graph")));

        stage.client
                .post()
                .uri("/function/embed")
                .accept(MediaType.APPLICATION_JSON)
                .exchange()
                .expectStatus()
                .isEqualTo(500)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("INFERENCE_FAILED")
                .jsonPath("$.detail")
                .isEqualTo("bad graph")
                .jsonPath("$.status")
                .isEqualTo(500)
                .jsonPath("$.instance")
                .value(String.class, path -> assertThat(path).startsWith("/v1/invocations/"));
    }

    @Test
    void doesNotCountAResultThatCannotBeReadAsSuccess() {
        stage.workerEnds(ended -> ended.withBody(new Payload.Reference("hearth.outputs", 0, 1, 1 << 20)));
        // Nobody serves fetches on this stage, so the gateway's own bound on bytes is what answers.
        var full = stage.admission.enter().orElseThrow();
        assertThat(full.reserve(2L * (16 << 20) - (1 << 19))).isTrue();

        stage.client
                .post()
                .uri("/function/embed")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", 1)
                .expectBody(String.class)
                .value(body ->
                        assertThat(body).startsWith("UNAVAILABLE: invocation ").contains("succeeded, but"));
        full.close();
        stage.awaitNobodyWaiting();
    }

    private static ResultRecord.Ended ended(ResultRecord.Ended succeeded, ResultRecord.Failure failure) {
        return new ResultRecord.Ended(
                succeeded.id(),
                succeeded.label(),
                succeeded.function(),
                succeeded.namespace(),
                succeeded.revision(),
                succeeded.model(),
                succeeded.attempt(),
                InvocationState.FAILED,
                succeeded.endedBy(),
                succeeded.epoch(),
                succeeded.gpu(),
                succeeded.cache(),
                Timing.NONE,
                0,
                0,
                0,
                failure,
                null,
                Payload.empty());
    }
}
