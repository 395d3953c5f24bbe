package dev.hearth.worker.device;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;

/**
 * Off-heap host memory under a byte budget, with inference on the CPU: everything runs on a machine without a GPU.
 *
 * <p>Each block is an allocation of its own, which the operating system maps wherever it likes. Addresses are plentiful
 * and only the budget is scarce, so unlike in one contiguous pool free bytes are usable bytes: nothing fragments.
 */
public final class HostDevice implements GpuDevice {

    private static final long ALIGNMENT_BYTES = 64;
    private static final long LARGEST_READ_BYTES = 1L << 30;

    private final int index;
    private final MemoryBudget budget;

    public HostDevice(int index, long totalBytes) {
        this.index = index;
        this.budget = new MemoryBudget(name(), totalBytes);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public String kind() {
        return "host";
    }

    @Override
    public String name() {
        return "host memory " + index;
    }

    @Override
    public long totalBytes() {
        return budget.totalBytes();
    }

    @Override
    public long freeBytes() {
        return budget.freeBytes();
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // the block closes its arena
    public DeviceMemory allocate(long bytes) {
        budget.take(bytes);
        var arena = Arena.ofShared();
        try {
            return new Block(arena, arena.allocate(bytes, ALIGNMENT_BYTES));
        } catch (OutOfMemoryError e) {
            arena.close();
            budget.giveBack(bytes);
            throw e;
        }
    }

    private final class Block implements DeviceMemory {

        private final Arena arena;
        private final MemorySegment segment;
        private final long bytes;
        private boolean closed;

        Block(Arena arena, MemorySegment segment) {
            this.arena = arena;
            this.segment = segment;
            this.bytes = segment.byteSize();
        }

        @Override
        public long address() {
            return segment.address();
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void copyFrom(ReadableByteChannel source) throws IOException {
            long at = 0;
            while (at < bytes) {
                var target = segment.asSlice(at, Math.min(bytes - at, LARGEST_READ_BYTES));
                int read = source.read(target.asByteBuffer());
                if (read < 0) {
                    throw new EOFException("the file ends after " + at + " of " + bytes + " bytes");
                }
                at += read;
            }
        }

        @Override
        public void copyFrom(MemorySegment source, long offset) {
            MemorySegment.copy(source, 0, segment, offset, source.byteSize());
        }

        @Override
        public OnnxTensor tensor(OrtEnvironment environment, Slice slice) throws OrtException {
            var data = segment.asSlice(slice.offset(), slice.length()).asByteBuffer();
            return OnnxTensor.createTensor(environment, data, slice.shape(), slice.elementType());
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            arena.close();
            budget.giveBack(bytes);
        }
    }
}
