package dev.hearth.worker.device.cuda;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.HostBlock;
import dev.hearth.worker.device.HostParts;
import dev.hearth.worker.device.Link;
import dev.hearth.worker.device.MemoryBudget;
import dev.hearth.worker.device.SlabPool;
import dev.hearth.worker.device.Workspace;
import dev.hearth.worker.device.ort.CpuAllocator;
import dev.hearth.worker.device.ort.CudaAllocator;
import dev.hearth.worker.device.ort.DeviceTensors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * A GPU behind CUDA's driver API. Its weights are counted under a budget of their own; what runs is not, and has what the
 * reserve left free when the device was opened.
 */
final class CudaDevice implements GpuDevice {

    static final String KIND = "cuda";

    private final int index;
    private final String name;
    private final DeviceLock lock;
    private final PrimaryContext context;
    private final SlabPool<AllocationHandle> pool;
    private final MemoryBudget weights;
    private final long workspaceBytes;
    private final Workspace workspace;
    private final CopyStream copies;
    private final Link link;
    private final Sessions sessions;

    /**
     * @param lock by which it is this worker's
     * @param totalBytes for weights
     * @param workspaceBytes that were free beside them
     * @param readByCpu whether its memory is host memory, which inference on the CPU can read
     */
    CudaDevice(
            int index,
            String name,
            DeviceLock lock,
            PrimaryContext context,
            long totalBytes,
            long workspaceBytes,
            Link link,
            boolean readByCpu)
            throws OrtException {
        this.index = index;
        this.name = name;
        this.lock = lock;
        this.context = context;
        this.link = link;
        this.pool = new SlabPool<>(new CudaSlabs(context));
        this.weights = new MemoryBudget(name + " " + index, totalBytes);
        this.workspace = new Workspace(pool, MemoryBudget.unlimited("workspace of " + name + " " + index));
        this.workspaceBytes = workspaceBytes;
        this.copies = new CopyStream(context);
        this.sessions = readByCpu ? Sessions.onCpu() : Sessions.onCuda(context, workspace);
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
        return name;
    }

    @Override
    public long totalBytes() {
        return weights.totalBytes();
    }

    @Override
    public long freeBytes() {
        return weights.freeBytes();
    }

    @Override
    public DeviceMemory allocate(long bytes) {
        return new Block(pool.allocate(bytes, weights));
    }

    @Override
    public long workspaceBytes() {
        return workspaceBytes;
    }

    @Override
    public Optional<Workspace> workspace() {
        return Optional.of(workspace);
    }

    @Override
    public void prepare(SessionOptions options) throws OrtException {
        sessions.preparation().prepare(options);
    }

    /** Host memory that this device, and every other of the process, reads by itself. */
    HostParts pinnedParts() {
        return new PinnedParts(context);
    }

    /** Memory of the device that is in use and that its own pool does not hold: contexts, kernels, other processes. */
    long outsideBytes() {
        var memory = context.memory();
        return memory.totalBytes() - memory.freeBytes() - pool.heldBytes();
    }

    @Override
    public void trim() {
        // What runs has given back what is idle, but the device may not have got there yet.
        context.synchronize();
        workspace.trim();
        pool.trim();
    }

    @Override
    public void close() {
        trim();
        pool.close();
        copies.close();
        context.close();
        lock.close();
    }

    /** How ONNX Runtime runs over this device's memory. */
    private record Sessions(DeviceTensors tensors, Preparation preparation) {

        /** The software driver's memory is host memory: there inference runs on the CPU. */
        static Sessions onCpu() throws OrtException {
            return new Sessions(DeviceTensors.ofCpu(), CpuAllocator::prepare);
        }

        static Sessions onCuda(PrimaryContext context, Workspace workspace) throws OrtException {
            var allocator = new CudaAllocator(context.ordinal(), workspace, context::enter);
            return new Sessions(DeviceTensors.ofCuda(context.ordinal()), allocator::prepare);
        }
    }

    @FunctionalInterface
    private interface Preparation {
        void prepare(SessionOptions options) throws OrtException;
    }

    private final class Block implements DeviceMemory {

        private final SlabPool<AllocationHandle>.Block block;

        Block(SlabPool<AllocationHandle>.Block block) {
            this.block = block;
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
            copies.copy(source, address(), bytes());
        }

        @Override
        public void copyFrom(MemorySegment source, long offset) {
            requireWithin(offset, source.byteSize());
            copies.copy(List.of(source), address() + offset);
        }

        @Override
        public void copyFrom(HostBlock source) {
            requireWithin(0, source.bytes());
            link.carry(source.bytes(), () -> copies.copy(source.parts(), address()));
        }

        @Override
        public OnnxTensor tensor(OrtEnvironment environment, Slice slice) throws OrtException {
            requireWithin(slice.offset(), slice.length());
            return sessions.tensors().over(address() + slice.offset(), slice);
        }

        private void requireWithin(long offset, long length) {
            if (offset < 0 || length > bytes() - offset) {
                throw new IndexOutOfBoundsException(
                        length + " bytes at " + offset + " do not lie within a block of " + bytes());
            }
        }

        @Override
        public void close() {
            // Inference that read the block may still be under way on the device.
            context.synchronize();
            block.close();
        }
    }
}
