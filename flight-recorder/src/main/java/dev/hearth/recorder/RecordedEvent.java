package dev.hearth.recorder;

import dev.hearth.scheduling.Event;

/** An event as the scheduler was told it. */
public record RecordedEvent(long nanos, Event event) {}
