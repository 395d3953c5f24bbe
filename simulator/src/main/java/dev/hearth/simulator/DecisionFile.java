package dev.hearth.simulator;

import dev.hearth.scheduling.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Decisions as text, one line each: virtual time in nanoseconds, the scheduler where there are several, the command. The
 * same plan gives the same bytes.
 */
public final class DecisionFile implements DecisionLog {

    private final Writer out;
    private final boolean named;

    /** @param named whether lines name the scheduler */
    public DecisionFile(Writer out, boolean named) {
        this.out = out;
        this.named = named;
    }

    @Override
    public void decided(long nanos, String scheduler, Command command) {
        try {
            out.write(nanos + " " + (named ? scheduler + " " : "") + command + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
