package dev.hearth.repository.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what an archive unpacks to, what it says of its files included, and stops it at its limits. */
final class Budget {

    private static final int SKIP_BYTES = 64 << 10;

    private final ArchiveLimits limits;
    private @Nullable Entry entry;
    private long bytes;

    Budget(ArchiveLimits limits) {
        this.limits = limits;
    }

    /** Whose bytes are the next. */
    void enter(Entry next) {
        entry = next;
    }

    /** A stream whose bytes are counted as they are read; skipping reads. */
    InputStream counting(InputStream unpacked, LongSupplier packedBytes) {
        return new FilterInputStream(unpacked) {

            @Override
            public int read() throws IOException {
                var next = super.read();
                spend(next < 0 ? 0 : 1, packedBytes.getAsLong());
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                var read = super.read(buffer, offset, length);
                spend(Math.max(read, 0), packedBytes.getAsLong());
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                var buffer = new byte[Math.clamp(count, 0, SKIP_BYTES)];
                return Math.max(0, read(buffer, 0, buffer.length));
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    /** @param packedBytes of the archive that all bytes so far came out of */
    private void spend(int more, long packedBytes) throws ArchiveException {
        bytes += more;
        if (bytes > limits.bytes()) {
            throw tooLarge(limits.bytes() + " bytes unpacked");
        }
        if (bytes > limits.bytesFor(packedBytes)) {
            throw tooLarge(limits.ratio() + " times its size: to " + bytes + " bytes from the first " + packedBytes);
        }
    }

    private ArchiveException tooLarge(String limit) {
        return entry == null
                ? new ArchiveException("the archive goes above " + limit)
                : entry.refused("takes the archive above " + limit);
    }
}
