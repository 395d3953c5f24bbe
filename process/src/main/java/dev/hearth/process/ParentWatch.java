package dev.hearth.process;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process in an orderly way when its standard input closes, so that a killed {@code hearth up} leaves nothing
 * behind. Does nothing unless the environment asks for it: a service started by an init system has no such parent.
 */
public final class ParentWatch {

    /** Set to {@code true} for processes that must not outlive the one that started them. */
    public static final String ENVIRONMENT = "HEARTH_END_WITH_PARENT";

    private ParentWatch() {}

    /** Starts watching standard input if {@link #ENVIRONMENT} is {@code true}. */
    public static void startIfAsked() {
        if (Boolean.parseBoolean(System.getenv(ENVIRONMENT))) {
            start(System.in, () -> System.exit(0));
        }
    }

    static Thread start(InputStream parent, Runnable atEnd) {
        return Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            drain(parent);
            atEnd.run();
        });
    }

    private static void drain(InputStream parent) {
        try {
            parent.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe is a closed one.
        }
    }
}
