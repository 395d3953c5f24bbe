package dev.hearth.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells whether files changed, by name, length and time, as the JVM itself does for its start-up caches. */
final class Fingerprint {

    private Fingerprint() {}

    static String ofFiles(List<Path> files) throws IOException {
        var text = new StringBuilder();
        for (var file : files) {
            text.append(file)
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis())
                    .append('\n');
        }
        return text.toString();
    }
}
