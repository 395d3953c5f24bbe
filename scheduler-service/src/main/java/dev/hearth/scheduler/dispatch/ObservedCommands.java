package dev.hearth.scheduler.dispatch;

import dev.hearth.scheduler.loop.CommandHandler;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import java.util.List;

/** Hands the core's commands on and lets the metrics see them. */
record ObservedCommands(CommandHandler next, Flights flights, DispatchMetrics metrics) implements CommandHandler {

    @Override
    public void handle(Event cause, List<Command> commands) {
        flights.learn(cause, commands);
        metrics.commanded(commands);
        next.handle(cause, commands);
    }
}
