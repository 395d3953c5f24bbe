package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CudaCall.check;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * The way of one device's loads: a stream beside the one that inference runs on, which it does not wait for and which does
 * not wait for it. Every method returns when the bytes are there. Thread-safe; one copy at a time.
 */
final class CopyStream implements AutoCloseable {

    private final PrimaryContext context;
    private final CUstream stream = new CUstream();

    /** Two parts, filled and copied by turns, with the events after which each may be filled again. */
    private final PinnedParts parts;

    private final MemorySegment[] staging = new MemorySegment[2];
    private final CUevent[] copied = {new CUevent(), new CUevent()};

    CopyStream(PrimaryContext context) {
        this.context = context;
        this.parts = new PinnedParts(context);
        context.enter();
        check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        for (int turn = 0; turn < staging.length; turn++) {
            staging[turn] = parts.create();
            check(JCudaDriver.cuEventCreate(copied[turn], CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
        }
    }

    /** Copies host memory to consecutive addresses. */
    synchronized void copy(List<MemorySegment> from, long address) {
        context.enter();
        long at = address;
        for (var part : from) {
            enqueue(part, at);
            at += part.byteSize();
        }
        await();
    }

    /**
     * Copies what the source gives next; while one part is on its way the next is read.
     *
     * @throws IOException if the source cannot be read or ends early
     */
    synchronized void copy(ReadableByteChannel source, long address, long bytes) throws IOException {
        context.enter();
        try {
            long at = 0;
            for (int turn = 0; at < bytes; turn ^= 1) {
                check(JCudaDriver.cuEventSynchronize(copied[turn]), "cuEventSynchronize");
                var part = staging[turn].asSlice(0, Math.min(bytes - at, staging[turn].byteSize()));
                fill(part.asByteBuffer(), source, at, bytes);
                enqueue(part, address + at);
                check(JCudaDriver.cuEventRecord(copied[turn], stream), "cuEventRecord");
                at += part.byteSize();
            }
        } finally {
            await();
        }
    }

    private static void fill(ByteBuffer part, ReadableByteChannel source, long at, long bytes) throws IOException {
        while (part.hasRemaining()) {
            if (source.read(part) < 0) {
                throw new EOFException("the file ends after " + (at + part.position()) + " of " + bytes + " bytes");
            }
        }
    }

    private void enqueue(MemorySegment from, long address) {
        check(
                JCudaDriver.cuMemcpyHtoDAsync(CudaAddress.of(address), HostPointer.to(from), from.byteSize(), stream),
                "cuMemcpyHtoDAsync of " + from.byteSize() + " bytes");
    }

    private void await() {
        check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }

    @Override
    public synchronized void close() {
        context.enter();
        check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy");
        for (int turn = 0; turn < staging.length; turn++) {
            check(JCudaDriver.cuEventDestroy(copied[turn]), "cuEventDestroy");
            parts.destroy(staging[turn]);
        }
    }
}
