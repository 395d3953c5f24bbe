package dev.hearth.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.Timing;
import org.junit.jupiter.api.Test;

class ServerTimingTest {

    @Test
    void readsTheSpansThatAnAnswerNames() {
        var header = "queue;dur=1.200, load;dur=0.000, transfer;dur=2.125, inference;dur=0.300, total;dur=3.625";

        assertThat(ServerTiming.parse(header)).isEqualTo(new Timing(1.2, 0, 2.125, 0.3, 3.625));
    }

    @Test
    void takesSpansInAnyOrderAndCountsMissingOnesAsNothing() {
        assertThat(ServerTiming.parse("total;dur=3, queue;dur=1")).isEqualTo(new Timing(1, 0, 0, 0, 3));
    }
}
