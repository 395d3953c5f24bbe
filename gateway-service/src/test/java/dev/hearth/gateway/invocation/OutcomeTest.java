package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;

/** What callers are told when something between the append and the outcome goes otherwise. */
class OutcomeTest {

    private final Stage stage = new Stage();

    @Test
    void expiresAtTheDeadlineThroughTheLog() {
        var written = new ArrayList<ResultRecord>();
        stage.log.onResult(result -> {
            written.add(result);
            stage.give(result);
        });

        call("20ms", 504, "DEADLINE_EXCEEDED: invocation ");

        assertThat(written).singleElement().isInstanceOfSatisfying(ResultRecord.Ended.class, ended -> {
            assertThat(ended.state()).isEqualTo(InvocationState.EXPIRED);
            assertThat(ended.attempt()).isEqualTo(ResultRecord.ANY_ATTEMPT);
            assertThat(ended.endedBy()).isEqualTo("gateway-1");
            assertThat(ended.timing().totalMs()).isGreaterThanOrEqualTo(20);
        });
        assertThat(stage.log.history().getLast().partition()).isEqualTo(Stage.PARTITION);
        stage.awaitNobodyWaiting();
    }

    @Test
    void answersWithAResultThatTheLogHasBeforeTheExpiry() {
        stage.log.onResult(expiry -> {
            stage.give(Stage.succeeded(stage.log.invocations().getFirst(), "just in time"));
            stage.give(expiry);
        });

        call("20ms", 200, "just in time");
    }

    @Test
    void doesNotKnowTheOutcomeOfALogThatStaysSilent() {
        call("20ms", 504, "OUTCOME_UNKNOWN: invocation ");

        stage.awaitNobodyWaiting();
    }

    @Test
    void ignoresAnEndOfALowerAttempt() {
        stage.log.onInvocation(invocation -> {
            stage.give(new ResultRecord.Attempt(invocation.id(), 2));
            stage.give(Stage.succeeded(invocation, "void"));
        });
        stage.log.onResult(stage::give);

        call("20ms", 504, "DEADLINE_EXCEEDED: ");
    }

    @Test
    void refusesAnAppendThatSurelyFailed() {
        stage.log.sendException = new org.apache.kafka.common.KafkaException("no metadata");

        call("5s", 503, "UNAVAILABLE: invocation ");
    }

    @Test
    void refusesAnAppendThatTheBrokerRefused() {
        var call = new UnacknowledgedCall(new byte[0]);

        call.stage.log.errorNext(new RecordTooLargeException("too large"));

        assertThat(call.answer()).startsWith("503 SERVICE_UNAVAILABLE UNAVAILABLE: invocation ");
    }

    @Test
    void doesNotKnowWhetherAnUnacknowledgedAppendWasAccepted() {
        var call = new UnacknowledgedCall(new byte[0]);

        call.stage.log.errorNext(new TimeoutException("5000 ms have passed"));

        assertThat(call.answer())
                .startsWith("503 SERVICE_UNAVAILABLE ACCEPTANCE_UNKNOWN: invocation ")
                .contains(call.stage.log.invocations().getFirst().id())
                .contains("5000 ms have passed");
    }

    @Test
    void anOutcomeOutweighsALostAcknowledgement() {
        var call = new UnacknowledgedCall(new byte[0]);

        call.stage.give(Stage.succeeded(call.stage.log.invocations().getFirst(), "answer"));
        call.stage.log.errorNext(new TimeoutException("5000 ms have passed"));

        assertThat(call.answer()).isEqualTo("200 OK answer");
    }

    @Test
    void anInvocationWhoseBodyIsNotInTheLogIsSurelyNotAccepted() {
        var call = new UnacknowledgedCall(new byte[Topics.INLINE_LIMIT_BYTES + 1]);

        call.stage.log.errorNext(new TimeoutException("5000 ms have passed"));

        assertThat(call.answer()).startsWith("503 SERVICE_UNAVAILABLE UNAVAILABLE: invocation ");
        assertThat(call.stage.log.invocations()).isEmpty();
        call.stage.awaitNobodyWaiting();
    }

    @Test
    void appendsALargeBodyFirstAndThenItsReference() {
        stage.workerEnds(ended -> ended);
        var body = new byte[Topics.INLINE_LIMIT_BYTES + 1];

        stage.client
                .post()
                .uri("/function/embed")
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(stage.log.history())
                .extracting(record -> record.topic())
                .containsExactly(Topics.INPUTS, Topics.INVOCATIONS);
        assertThat(stage.log.history().getFirst().value()).isEqualTo(body);
        assertThat(stage.log.invocations().getFirst().body())
                .isEqualTo(new Payload.Reference(Topics.INPUTS, 0, 0, body.length));
    }

    @Test
    void stopsWaitingForACallerThatLeft() {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/function/embed"));

        var call = stage.handler.handle(exchange, "embed").subscribe();
        assertThat(stage.waiters.size()).isEqualTo(1);
        call.dispose();

        stage.awaitNobodyWaiting();
        stage.awaitCounted("499", 1);
    }

    private void call(String timeout, int status, String text) {
        stage.client
                .get()
                .uri("/function/embed")
                .header(HearthHeaders.TIMEOUT, timeout)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .exists(HearthHeaders.INVOCATION)
                .expectBody(String.class)
                .value(body -> assertThat(body).startsWith(text));
    }

    /** A call whose append the log has taken and says nothing about. */
    private static final class UnacknowledgedCall {

        final Stage stage = new Stage(false);
        private final MockServerWebExchange exchange;
        private final CompletableFuture<Void> done;

        UnacknowledgedCall(byte[] body) {
            exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/function/embed")
                    .body(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body))));
            done = stage.handler.handle(exchange, "embed").toFuture();
            assertThat(done).isNotDone();
        }

        String answer() {
            done.orTimeout(10, TimeUnit.SECONDS).join();
            var response = exchange.getResponse();
            return response.getStatusCode() + " " + response.getBodyAsString().block();
        }
    }
}
