package dev.hearth.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LinkTest {

    @Test
    void isNotFasterThanItsPace() {
        var link = Link.paced(1);

        long begun = System.nanoTime();
        link.carry(30_000_000, () -> {});

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void carriesOneLoadAtATime() throws Exception {
        var link = Link.unlimited();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var begin = new CountDownLatch(1);
        Runnable copy = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1);
            inside.decrementAndGet();
        };

        var threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                awaitOpen(begin);
                for (int n = 0; n < 500; n++) {
                    link.carry(1, copy);
                }
            });
        }
        begin.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(most).hasValue(1);
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
