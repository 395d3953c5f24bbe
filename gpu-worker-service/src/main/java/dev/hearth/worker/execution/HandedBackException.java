package dev.hearth.worker.execution;

/** A dispatch was given up before it started, and may run elsewhere: it has no outcome. */
final class HandedBackException extends Exception {

    private static final long serialVersionUID = 1L;

    HandedBackException() {
        super("the worker drains");
    }
}
