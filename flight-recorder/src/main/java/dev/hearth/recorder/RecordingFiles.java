package dev.hearth.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one recording: {@code NAME}, then {@code NAME.1}, {@code NAME.2} and so on. */
record RecordingFiles(Path first) {

    Path part(int number) {
        return number == 0 ? first : first.resolveSibling(first.getFileName() + "." + number);
    }

    boolean has(int number) {
        return Files.isRegularFile(part(number));
    }

    /** The recording before this one. */
    RecordingFiles previous() {
        return new RecordingFiles(first.resolveSibling(first.getFileName() + ".previous"));
    }

    /** Makes way for a new recording: this one becomes the previous, and the one before that goes. */
    void moveAside() throws IOException {
        if (Files.exists(first) && !has(0)) {
            throw new IOException("it is no regular file");
        }
        if (!has(0)) {
            return;
        }
        var previous = previous();
        for (int number = 0; previous.has(number); number++) {
            Files.delete(previous.part(number));
        }
        for (int number = 0; has(number); number++) {
            Files.move(part(number), previous.part(number));
        }
    }
}
