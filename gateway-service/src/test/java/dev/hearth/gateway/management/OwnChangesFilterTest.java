package dev.hearth.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.function.CataloguePosition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class OwnChangesFilterTest {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final CataloguePosition position = new CataloguePosition();
    private final OwnChangesFilter filter = new OwnChangesFilter(position, LONGEST);
    private final MockServerWebExchange exchange =
            MockServerWebExchange.from(MockServerHttpRequest.put("/system/functions"));

    @Test
    void theAnswerWaitsUntilTheChangeIsRead() {
        var passedOn = filteredAnswerTo(7);

        position.moveTo(6);
        assertThat(passedOn).isNotDone();

        position.moveTo(7);
        assertThat(passedOn).isCompleted();
        assertThat(exchange.getResponse().getHeaders().containsHeader(HearthHeaders.CATALOGUE_OFFSET))
                .isFalse();
    }

    @Test
    void whatIsReadAlreadyIsNotWaitedFor() {
        position.moveTo(9);

        assertThat(filteredAnswerTo(7)).isCompleted();
    }

    @Test
    void aChangeReadTogetherWithLaterOnesCountsToo() {
        var first = filteredAnswerTo(7);
        var second = position.reached(8);

        position.moveTo(10);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void anAnswerWithoutAChangePassesAtOnce() {
        var passedOn = filter.filter(exchange, answered -> Mono.empty()).toFuture();

        assertThat(passedOn).isCompleted();
    }

    @Test
    void aGatewayThatIsTooLatePassesTheAnswerOnAllTheSame() {
        StepVerifier.withVirtualTime(() -> filter.filter(exchange, answered -> confirm(7)))
                .expectSubscription()
                .expectNoEvent(LONGEST.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyComplete();
    }

    private CompletableFuture<Void> filteredAnswerTo(long offset) {
        return filter.filter(exchange, answered -> confirm(offset)).toFuture();
    }

    private Mono<Void> confirm(long offset) {
        return Mono.fromRunnable(
                () -> exchange.getResponse().getHeaders().set(HearthHeaders.CATALOGUE_OFFSET, Long.toString(offset)));
    }
}
