package dev.hearth.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.Timing;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimingFormatTest {

    @Test
    void spellsTheFourSpansAndTheTotal() {
        assertThat(TimingFormat.serverTiming(new Timing(1.2, 0, 12.0456, 3, 16.2456)))
                .isEqualTo(
                        "queue;dur=1.200, load;dur=0.000, transfer;dur=12.046, inference;dur=3.000, total;dur=16.246");
    }

    @Test
    void spellsSecondsAsPrintfDoes() {
        var random = new Random(42);
        for (int i = 0; i < 1_000; i++) {
            var nanos = random.nextLong(10_000_000_000_000L);

            assertThat(TimingFormat.seconds(nanos)).isEqualTo(String.format(Locale.ROOT, "%f", nanos / 1e9));
        }
    }

    @Test
    void neverSpellsANegativeTime() {
        assertThat(TimingFormat.seconds(-5_000)).isEqualTo("0.000000");
    }
}
