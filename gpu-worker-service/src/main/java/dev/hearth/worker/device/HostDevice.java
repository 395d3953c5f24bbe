package dev.hearth.worker.device;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.worker.device.ort.CpuAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Host memory under a byte budget, with inference on the CPU: everything runs on a machine without a GPU. */
public final class HostDevice implements GpuDevice {

    public static final String KIND = "host";

    private static final long LARGEST_READ_BYTES = 1L << 30;

    private final int index;
    private final MemoryBudget budget;
    private final SlabPool<HostSlabs.Slab> pool;
    private final Workspace workspace;
    private final Link link;

    /** A device that memory is copied to as fast as the machine can. */
    public HostDevice(int index, long totalBytes) {
        this(index, totalBytes, Link.unlimited());
    }

    /** @param link that copies to it go over */
    public HostDevice(int index, long totalBytes, Link link) {
        this.index = index;
        this.budget = new MemoryBudget(name(), totalBytes);
        this.pool = new SlabPool<>(HostSlabs.MEMORY);
        this.workspace = new Workspace(pool, MemoryBudget.unlimited("workspace of " + name()));
        this.link = link;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public String kind() {
        return KIND;
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
    public DeviceMemory allocate(long bytes) {
        return new Block(pool.allocate(bytes, budget));
    }

    /** As much as the machine has. */
    @Override
    public long workspaceBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public Optional<Workspace> workspace() {
        return Optional.of(workspace);
    }

    @Override
    public void prepare(SessionOptions options) throws OrtException {
        CpuAllocator.prepare(options);
    }

    @Override
    public void trim() {
        workspace.trim();
        pool.trim();
    }

    @Override
    public void close() {
        trim();
        pool.close();
    }

    private final class Block implements DeviceMemory {

        private final SlabPool<HostSlabs.Slab>.Block block;
        private final MemorySegment segment;

        @SuppressWarnings("restricted") // the pool's own memory
        Block(SlabPool<HostSlabs.Slab>.Block block) {
            this.block = block;
            this.segment = MemorySegment.ofAddress(block.address()).reinterpret(block.bytes());
        }

        @Override
        public long address() {
            return block.address();
        }

        @Override
        public long bytes() {
            return block.bytes();
        }

        @Override
        public void copyFrom(ReadableByteChannel source) throws IOException {
            long at = 0;
            while (at < bytes()) {
                var target = segment.asSlice(at, Math.min(bytes() - at, LARGEST_READ_BYTES));
                int read = source.read(target.asByteBuffer());
                if (read < 0) {
                    throw new EOFException("the file ends after " + at + " of " + bytes() + " bytes");
                }
                at += read;
            }
        }

        @Override
        public void copyFrom(MemorySegment source, long offset) {
            MemorySegment.copy(source, 0, segment, offset, source.byteSize());
        }

        @Override
        public void copyFrom(HostBlock source) {
            link.carry(source.bytes(), () -> {
                long at = 0;
                for (var part : source.parts()) {
                    copyFrom(part, at);
                    at += part.byteSize();
                }
            });
        }

        @Override
        public OnnxTensor tensor(OrtEnvironment environment, Slice slice) throws OrtException {
            var data = segment.asSlice(slice.offset(), slice.length()).asByteBuffer();
            return OnnxTensor.createTensor(environment, data, slice.shape(), slice.elementType());
        }

        @Override
        public void close() {
            block.close();
        }
    }
}
