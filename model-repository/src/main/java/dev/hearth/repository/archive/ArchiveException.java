package dev.hearth.repository.archive;

import java.io.IOException;

/** An archive is broken, too large when unpacked, or holds what a model has no use for; the message names the entry. */
public final class ArchiveException extends IOException {

    ArchiveException(String message) {
        super(message);
    }

    ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
