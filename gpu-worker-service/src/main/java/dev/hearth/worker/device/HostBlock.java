package dev.hearth.worker.device;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bytes in host memory from where devices are filled, in parts one after another. */
public final class HostBlock implements Fillable, AutoCloseable {

    private final List<MemorySegment> parts;
    private final long bytes;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    HostBlock(List<MemorySegment> parts, long bytes, Runnable release) {
        this.parts = List.copyOf(parts);
        this.bytes = bytes;
        this.release = release;
    }

    public List<MemorySegment> parts() {
        return parts;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void copyFrom(ReadableByteChannel source) throws IOException {
        long at = 0;
        for (var part : parts) {
            var target = part.asByteBuffer();
            while (target.hasRemaining()) {
                int read = source.read(target);
                if (read < 0) {
                    throw new EOFException("the file ends after " + at + " of " + bytes + " bytes");
                }
                at += read;
            }
        }
    }

    /** Gives exactly {@link #bytes} back; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
