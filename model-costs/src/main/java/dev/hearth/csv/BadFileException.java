package dev.hearth.csv;

/** A file does not hold what it should; the message names file, line and mistake. */
public final class BadFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadFileException(String file, long line, String mistake) {
        super(file + ", line " + line + ": " + mistake);
    }

    BadFileException(String file, String mistake, Exception cause) {
        super(file + " " + mistake, cause);
    }
}
