package dev.hearth.worker.device;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Optional;

/** One device that models live on. Thread-safe. */
public interface GpuDevice extends AutoCloseable {

    /** Position among the worker's devices, from 0. */
    int index();

    /** {@code host}, {@code cuda} or {@code emulated}. */
    String kind();

    /** The device's name for people. */
    String name();

    /** Memory that models' weights may take. */
    long totalBytes();

    /** Of {@link #totalBytes}, what is not allocated now. */
    long freeBytes();

    /**
     * Takes exactly this many bytes.
     *
     * @throws OutOfDeviceMemoryException if fewer are free
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    DeviceMemory allocate(long bytes);

    /** Memory beside {@link #totalBytes} that what runs may take. */
    long workspaceBytes();

    /** What runs on the device has its memory here; empty where nothing runs. */
    Optional<Workspace> workspace();

    /** Lets a session of ONNX Runtime run on the device. */
    void prepare(SessionOptions options) throws OrtException;

    /** Gives idle memory back to where it came from. */
    void trim();

    /** Gives the device up; nothing runs on it any more. */
    @Override
    void close();
}
