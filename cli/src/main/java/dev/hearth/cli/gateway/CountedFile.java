package dev.hearth.cli.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** A file that tells how much of it was read. */
final class CountedFile extends FilterInputStream {

    private final LongConsumer progress;
    private long bytes;

    CountedFile(Path file, LongConsumer progress) {
        super(open(file));
        this.progress = progress;
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var read = super.read(buffer, offset, length);
        if (read > 0) {
            bytes += read;
            progress.accept(bytes);
        }
        return read;
    }
}
