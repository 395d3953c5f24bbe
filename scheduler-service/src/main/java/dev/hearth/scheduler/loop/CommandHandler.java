package dev.hearth.scheduler.loop;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import java.util.List;

/** Carries out what the core commands; on the loop's thread, so it never blocks. */
public interface CommandHandler {

    /** @param cause the event the core answered with these commands */
    void handle(Event cause, List<Command> commands);
}
