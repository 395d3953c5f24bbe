package dev.hearth.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedLabelTest {

    private final BoundedLabel label = new BoundedLabel(2);

    @Test
    void tellsEverythingBeyondTheLimitAsOther() {
        assertThat(label.of("a")).isEqualTo("a");
        assertThat(label.of("b")).isEqualTo("b");

        assertThat(label.of("c")).isEqualTo(BoundedLabel.OTHER);
        assertThat(label.of("a")).isEqualTo("a");
    }

    @Test
    void hasRoomAgainForWhatComesAfterValuesThatWent() {
        label.of("a");
        label.of("b");

        assertThat(label.retain("b"::equals)).containsExactly("a");

        assertThat(label.of("c")).isEqualTo("c");
        assertThat(label.of("a")).isEqualTo(BoundedLabel.OTHER);
    }
}
