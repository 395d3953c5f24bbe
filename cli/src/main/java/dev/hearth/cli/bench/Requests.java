package dev.hearth.cli.bench;

import java.io.IOException;

/** What a load asks for, and the check of what it is answered. Thread-safe. */
interface Requests {

    /** The request with a number; all numbers are valid, some mean the same request. */
    byte[] body(long number);

    /** @throws IOException if this is not the right answer to the request of that number */
    void check(long number, byte[] answer) throws IOException;
}
