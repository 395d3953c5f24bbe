package dev.hearth.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.simulator.time.Timeline.Rank;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = new Timeline();
    private final List<String> done = new ArrayList<>();

    @Test
    void putsEndsBeforeArrivalsThenLowerGpusThenWhatWasEnteredFirst() {
        at(5, Rank.ARRIVAL, 0, "arrival");
        at(5, Rank.TIMER, 0, "timer");
        at(5, Rank.MESSAGE, 0, "message");
        at(5, Rank.DEVICE, 2, "GPU 2");
        at(5, Rank.DEVICE, 1, "GPU 1");
        at(5, Rank.DEVICE, 1, "GPU 1 again");
        at(4, Rank.ARRIVAL, 9, "earlier");

        assertThat(advanceToTheEnd())
                .containsExactly("earlier", "GPU 1", "GPU 1 again", "GPU 2", "message", "timer", "arrival");
        assertThat(timeline.nowNanos()).isEqualTo(5);
    }

    @Test
    void leavesOutWhatIsCancelledAndRefusesThePast() {
        at(5, Rank.DEVICE, 0, "cancelled").cancel();
        at(7, Rank.DEVICE, 0, "stays");

        assertThat(advanceToTheEnd()).containsExactly("stays");
        assertThatThrownBy(() -> at(6, Rank.DEVICE, 0, "late")).hasMessage("6 ns has passed: it is 7 ns");
    }

    private Timeline.Entry at(long nanos, Rank rank, int gpu, String what) {
        return timeline.at(nanos, rank, gpu, () -> done.add(what));
    }

    private List<String> advanceToTheEnd() {
        while (timeline.advance()) {
            // Something was done.
        }
        return done;
    }
}
