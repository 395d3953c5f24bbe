package dev.hearth.scheduling.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlarmsTest {

    private final Alarms<String> alarms = new Alarms<>();

    @Test
    void fallDueInTheOrderOfTheirTimesThenOfTheirKeys() {
        alarms.set("c", 10);
        alarms.set("b", 10);
        alarms.set("a", 20);
        alarms.set("late", 21);

        assertThat(alarms.due(20)).containsExactly("b", "c", "a");
        assertThat(alarms.nextNanos()).isEqualTo(21);
    }

    @Test
    void moveAndCancel() {
        alarms.set("a", 10);
        alarms.set("b", 10);

        alarms.set("a", 30);
        alarms.set("b", Alarms.NEVER);

        assertThat(alarms.due(20)).isEmpty();
        assertThat(alarms.nextNanos()).isEqualTo(30);
        alarms.cancel("a");
        assertThat(alarms.nextNanos()).isEqualTo(Alarms.NEVER);
    }
}
