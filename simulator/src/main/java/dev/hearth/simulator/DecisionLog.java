package dev.hearth.simulator;

import dev.hearth.scheduling.Command;

/** Is told every decision, in the order in which they are made. */
public interface DecisionLog {

    /** Keeps nothing. */
    DecisionLog NONE = (nanos, scheduler, command) -> {};

    void decided(long nanos, String scheduler, Command command);
}
