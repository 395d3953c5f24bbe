package dev.hearth.worker.execution;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One GPU's compute lane: a thread that runs one batch after another. Never idle while something is due. */
final class ComputeLane {

    private final ScheduledThreadPoolExecutor thread;
    private final ReadyQueue queue = new ReadyQueue();

    ComputeLane(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name).daemon().factory());
    }

    /** @param run is handed one or several to run together, on the lane's thread; throws nothing */
    void add(Ready ready, Consumer<List<Ready>> run) {
        synchronized (queue) {
            queue.add(ready);
        }
        thread.execute(() -> work(run));
    }

    private void work(Consumer<List<Ready>> run) {
        while (true) {
            switch (next()) {
                case ReadyQueue.Next.Batch(var members) -> run.accept(members);
                case ReadyQueue.Next.Rest(var nanos) -> {
                    // Whoever comes meanwhile may rest anew: there are no more alarms than waiting dispatches.
                    var _ = thread.schedule(() -> work(run), nanos, TimeUnit.NANOSECONDS);
                    return;
                }
                case ReadyQueue.Next.Nothing() -> {
                    return;
                }
            }
        }
    }

    private ReadyQueue.Next next() {
        synchronized (queue) {
            return queue.next(System.nanoTime());
        }
    }

    /** Takes nothing more; what has come is run. */
    void shutdown() {
        thread.shutdown();
    }

    /** @return false if the last did not end in time */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return thread.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
