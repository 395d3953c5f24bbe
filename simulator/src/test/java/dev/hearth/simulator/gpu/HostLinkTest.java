package dev.hearth.simulator.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A link of 1 GB/s: a megabyte takes a millisecond, after 5 ms of which nothing moves. */
class HostLinkTest {

    private static final long MILLISECOND = 1_000_000;

    private final Timeline timeline = new Timeline();
    private final Map<ModelId, Long> bytes =
            Map.of(new ModelId("small"), 10_000_000L, new ModelId("large"), 30_000_000L);
    private final HostLink link = new HostLink(timeline, bytes::get, 1e9);
    private final List<String> ends = new ArrayList<>();

    @Test
    void aloneATransferHasTheWholeLink() {
        loadAt(0, "small", 0);

        assertThat(endsInMillis()).containsExactly("0 15.0");
        assertThat(HostLink.loadNanos(10_000_000, 1e9)).isEqualTo(15 * MILLISECOND);
    }

    @Test
    void twoAtOnceHaveHalfOfItEach() {
        loadAt(0, "small", 0);
        loadAt(0, "small", 1);

        assertThat(endsInMillis()).containsExactly("0 25.0", "1 25.0");
    }

    @Test
    void oneThatComesLaterSlowsTheFirstFromThenOn() {
        loadAt(0, "large", 0);
        loadAt(10, "small", 1);

        // Large moves 10 MB alone by 15, both 10 MB by 35, large the last 10 MB alone.
        assertThat(endsInMillis()).containsExactly("1 35.0", "0 45.0");
    }

    @Test
    void unequalThirdsEndToTheNanosecondAndInOrder() {
        loadAt(0, "small", 0);
        loadAt(0, "large", 1);
        loadAt(3, "small", 2);
        loadAt(100, "small", 0);

        // Shares change at 5, 8, 33.5 and 36.5; the last has the link to itself again.
        assertThat(endsInMillis()).containsExactly("0 33.5", "2 36.5", "1 55.0", "0 115.0");
    }

    private void loadAt(long millis, String model, int gpu) {
        timeline.at(
                millis * MILLISECOND,
                Timeline.Rank.ARRIVAL,
                0,
                () -> link.load(
                        new ModelId(model),
                        gpu,
                        () -> ends.add(gpu + " " + timeline.nowNanos() / (double) MILLISECOND)));
    }

    private List<String> endsInMillis() {
        while (timeline.advance()) {
            // Something happened.
        }
        return ends;
    }
}
