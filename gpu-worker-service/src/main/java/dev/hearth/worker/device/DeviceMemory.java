package dev.hearth.worker.device;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.MemorySegment;

/** One block of a device's memory. Whoever allocated it closes it, after everything that reads it. */
public interface DeviceMemory extends Fillable, AutoCloseable {

    /** Where the block begins, in the device's address space; a multiple of 64. */
    long address();

    /**
     * Overwrites part of the block.
     *
     * @throws IndexOutOfBoundsException if it does not lie within the block
     */
    void copyFrom(MemorySegment source, long offset);

    /**
     * Fills the block from a model's place in host memory, over the node's link.
     *
     * @throws IndexOutOfBoundsException if it is longer than the block
     */
    void copyFrom(HostBlock source);

    /**
     * A tensor whose data are these very bytes of the block, not a copy; it must be closed before the block.
     *
     * @throws IndexOutOfBoundsException if they do not lie within the block
     */
    OnnxTensor tensor(OrtEnvironment environment, Slice slice) throws OrtException;

    /** Gives exactly {@link #bytes} back to the device; a second call does nothing. */
    @Override
    void close();

    /** Part of a block, seen as a tensor. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Slice(OnnxJavaType elementType, long[] shape, long offset, long length) {}
}
