package dev.hearth.worker.device;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Memory that a file's bytes go to. */
public interface Fillable {

    long bytes();

    /**
     * Fills it with what the source gives next, in one pass.
     *
     * @throws IOException if the source cannot be read or ends before all is full
     */
    void copyFrom(ReadableByteChannel source) throws IOException;
}
