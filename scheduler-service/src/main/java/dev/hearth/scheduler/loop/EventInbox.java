package dev.hearth.scheduler.loop;

import dev.hearth.scheduling.Event;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to the core, in the order they were posted. Thread-safe.
 *
 * <p>It never blocks whoever posts: arrivals are bounded by the intake, answers by what is dispatched, reports by the
 * fleet's heartbeats. Were all of these bounds broken, {@value #LIMIT} events are the end of it.
 */
public final class EventInbox {

    static final int LIMIT = 1 << 20;

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(LIMIT);

    /** @throws IllegalStateException if {@value #LIMIT} events wait */
    public void post(Event event) {
        events.add(event);
    }

    /** The next event, or null if none came within the time. */
    @Nullable
    Event poll(long timeoutNanos) throws InterruptedException {
        return events.poll(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    int size() {
        return events.size();
    }
}
