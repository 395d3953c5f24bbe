package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTimeTest {

    private static final List<String> LINES = List.of(
            "2026-01-01T00:00:00.000Z  INFO old",
            "\tat old.Frame",
            "2026-01-01T01:00:00.000+01:00  INFO same instant, other zone",
            "2026-01-01T00:00:10.000Z  INFO young",
            "\tat young.Frame");

    @Test
    void keepsAllFromTheFirstThatIsNotOlder() {
        assertThat(LogTime.since(LINES, Instant.parse("2026-01-01T00:00:05Z")))
                .containsExactly(LINES.get(3), LINES.get(4));
        assertThat(LogTime.since(LINES, Instant.parse("2026-01-01T00:00:11Z"))).isEmpty();
        assertThat(LogTime.since(LINES, null)).isEqualTo(LINES);
    }
}
