package dev.hearth.recorder;

import dev.hearth.scheduling.Command;

/**
 * A command as a line of a decision log: {@code NANOS COMMAND}.
 *
 * @param nanos the time of the event that it answers
 */
public record Decision(long nanos, Command command) {

    @Override
    public String toString() {
        return nanos + " " + command;
    }
}
