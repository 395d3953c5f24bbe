package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import java.util.ArrayList;
import java.util.List;

/** The events a scheduler was given and the commands it answered, one line each. */
final class Recording {

    private record Given(Event event, long nanos) {}

    private final List<Given> given = new ArrayList<>();
    private final StringBuilder log = new StringBuilder();

    List<Command> apply(Scheduler scheduler, Event event, long nanos) {
        given.add(new Given(event, nanos));
        List<Command> commands = scheduler.apply(event, nanos);
        log.append(nanos).append(' ').append(commands).append('\n');
        return commands;
    }

    String log() {
        return log.toString();
    }

    /** Gives the same events to another scheduler and returns its log. */
    String replay(Scheduler other) {
        Recording again = new Recording();
        given.forEach(one -> again.apply(other, one.event(), one.nanos()));
        return again.log();
    }
}
