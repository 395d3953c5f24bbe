package dev.hearth.worker;

import dev.hearth.worker.model.ResidencyEvent;
import dev.hearth.worker.model.ResidencyListener;
import dev.hearth.worker.model.SizeError;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it hears. */
public final class RecordedResidency implements ResidencyListener {

    private final List<ResidencyEvent> events = new CopyOnWriteArrayList<>();
    private final List<SizeError> errors = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();

    @Override
    public void changed(int gpu) {
        changes.incrementAndGet();
    }

    @Override
    public void happened(ResidencyEvent event) {
        events.add(event);
    }

    @Override
    public void misjudged(SizeError error) {
        errors.add(error);
    }

    public List<SizeError> errors() {
        return errors;
    }

    public List<ResidencyEvent> events() {
        return events;
    }

    public int changes() {
        return changes.get();
    }
}
