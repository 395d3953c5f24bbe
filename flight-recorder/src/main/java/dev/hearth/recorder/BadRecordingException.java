package dev.hearth.recorder;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file is no recording, or not all of one; the message names file, line and mistake. */
public final class BadRecordingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRecordingException(Path file, long line, String mistake, @Nullable Throwable cause) {
        super(file + ", line " + line + ": " + mistake, cause);
    }

    BadRecordingException(Path file, String mistake) {
        super(file + " " + mistake);
    }
}
