package dev.hearth.worker.report;

import dev.hearth.worker.model.ResidencyEvent;
import dev.hearth.worker.model.ResidencyListener;
import dev.hearth.worker.model.SizeError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened on the devices and was not reported yet. At most {@value #LIMIT} events wait while the log is away; then
 * the oldest goes: a report holds the full state anyway.
 */
final class ResidencyJournal implements ResidencyListener {

    private static final Logger log = LoggerFactory.getLogger(ResidencyJournal.class);
    private static final int LIMIT = 1_024;

    private final ResidencyMetrics metrics;
    private final BlockingQueue<ResidencyEvent> events = new ArrayBlockingQueue<>(LIMIT);
    private final BlockingQueue<Boolean> change = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Boolean> event = new ArrayBlockingQueue<>(1);

    ResidencyJournal(ResidencyMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void changed(int gpu) {
        // One mark is enough: a report holds everything.
        var _ = change.offer(true);
    }

    @Override
    public void happened(ResidencyEvent happened) {
        tell(happened);
        metrics.happened(happened);
        while (!events.offer(happened)) {
            events.poll();
        }
        var _ = event.offer(true);
        changed(happened.gpu());
    }

    @Override
    public void misjudged(SizeError error) {
        log.info(
                "misjudged model={} kind={} expectedBytes={} measuredBytes={}",
                error.model(),
                error.kind(),
                error.expectedBytes(),
                error.measuredBytes());
        metrics.misjudged(error);
    }

    /** Waits for an event since the last call, at most this long; false if none came. */
    boolean awaitEvent(Duration limit) throws InterruptedException {
        return event.poll(limit.toNanos(), TimeUnit.NANOSECONDS) != null;
    }

    /** Waits for a change of any kind since the last call, at most this long. */
    void awaitChange(Duration limit) throws InterruptedException {
        var _ = change.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The events since the last call, oldest first. */
    List<ResidencyEvent> drain() {
        var drained = new ArrayList<ResidencyEvent>();
        events.drainTo(drained);
        return drained;
    }

    private void tell(ResidencyEvent event) {
        switch (event) {
            case ResidencyEvent.Loaded loaded -> {
                log.info(
                        "loaded model={} gpu={} bytes={} loadMs={} tier={} invocation={}",
                        loaded.model(),
                        loaded.gpu(),
                        loaded.bytes(),
                        Math.round(loaded.loadMs()),
                        loaded.tier(),
                        loaded.invocation());
            }
            case ResidencyEvent.LoadFailed failed ->
                log.warn(
                        "load failed model={} gpu={} invocation={}: {}",
                        failed.model(),
                        failed.gpu(),
                        failed.invocation(),
                        failed.reason());
            case ResidencyEvent.Evicted evicted ->
                log.info(
                        "evicted model={} gpu={} bytes={} reason={} causedBy={}",
                        evicted.model(),
                        evicted.gpu(),
                        evicted.bytes(),
                        evicted.reason(),
                        evicted.causedBy());
        }
    }
}
