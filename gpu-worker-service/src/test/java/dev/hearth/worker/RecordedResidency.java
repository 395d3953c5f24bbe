package dev.hearth.worker;

import dev.hearth.worker.model.ResidencyEvent;
import dev.hearth.worker.model.ResidencyListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it hears. */
public final class RecordedResidency implements ResidencyListener {

    private final List<ResidencyEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();

    @Override
    public void changed(int gpu) {
        changes.incrementAndGet();
    }

    @Override
    public void happened(ResidencyEvent event) {
        events.add(event);
    }

    public List<ResidencyEvent> events() {
        return events;
    }

    public int changes() {
        return changes.get();
    }
}
