package dev.hearth.cli.bench;

import java.io.IOException;

/** What callers send, by number, and the check of what comes back. Thread-safe. */
interface Requests {

    /** Of all bodies. */
    String contentType();

    /** The request with a number; all numbers are valid, some mean the same request. */
    byte[] body(long number);

    /** @throws IOException if this is not the right answer to the request of that number */
    void check(long number, byte[] answer) throws IOException;
}
