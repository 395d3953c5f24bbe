package dev.hearth.worker.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EmulatedLinkTest {

    @Test
    void sharesItsPaceAmongTransfersUnderWay() throws Exception {
        var link = new EmulatedLink(1e9);
        Callable<Void> transfer = () -> {
            link.transfer(10_000_000);
            return null;
        };
        long begun = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (var done : threads.invokeAll(List.of(transfer, transfer, transfer))) {
                done.get();
            }
        }

        // One alone would take 10 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void idleTimeMovesNothing() throws Exception {
        var link = new EmulatedLink(1e9);
        link.transfer(1_000_000);

        long begun = System.nanoTime();
        link.transfer(5_000_000);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofNanos(4_999_999));
    }
}
