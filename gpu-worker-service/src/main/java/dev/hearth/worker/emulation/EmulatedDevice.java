package dev.hearth.worker.emulation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.HostBlock;
import dev.hearth.worker.device.MemoryBudget;
import dev.hearth.worker.device.Workspace;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A GPU whose memory is only counted: blocks are taken and given back as on a real one, and hold nothing. */
final class EmulatedDevice implements GpuDevice {

    static final String KIND = "emulated";

    private final int index;
    private final String name;
    private final MemoryBudget budget;

    /** @param profiles name of the table its models' times are from */
    EmulatedDevice(int index, String profiles, long totalBytes) {
        this.index = index;
        this.name = "emulated " + profiles;
        this.budget = new MemoryBudget(name + " " + index, totalBytes);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** The same for all, as of GPUs of one type: what a model takes on one it takes on each. */
    @Override
    public String name() {
        return name;
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
        budget.take(bytes);
        return new Block(bytes);
    }

    /** Nothing is taken of it. */
    @Override
    public long workspaceBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public Optional<Workspace> workspace() {
        return Optional.empty();
    }

    @Override
    public void prepare(SessionOptions options) {
        throw new UnsupportedOperationException("no session runs on an emulated GPU");
    }

    @Override
    public void trim() {
        // Nothing is idle.
    }

    @Override
    public void close() {
        // There is nothing to give up.
    }

    private final class Block implements DeviceMemory {

        private final long bytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        Block(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                budget.giveBack(bytes);
            }
        }

        @Override
        public long address() {
            throw holdsNothing();
        }

        @Override
        public void copyFrom(ReadableByteChannel source) {
            throw holdsNothing();
        }

        @Override
        public void copyFrom(MemorySegment source, long offset) {
            throw holdsNothing();
        }

        @Override
        public void copyFrom(HostBlock source) {
            throw holdsNothing();
        }

        @Override
        public OnnxTensor tensor(OrtEnvironment environment, Slice slice) {
            throw holdsNothing();
        }

        private static UnsupportedOperationException holdsNothing() {
            return new UnsupportedOperationException("memory of an emulated GPU holds no bytes");
        }
    }
}
