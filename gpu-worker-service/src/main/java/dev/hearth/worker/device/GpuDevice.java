package dev.hearth.worker.device;

/** One device that models live on. Thread-safe. */
public interface GpuDevice extends AutoCloseable {

    /** Position among the worker's devices, from 0. */
    int index();

    /** {@code host}, {@code cuda} or {@code emulated}. */
    String kind();

    /** The device's name for people. */
    String name();

    /** Memory that models may take. */
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

    /** Gives the device up; nothing runs on it any more. */
    @Override
    void close();
}
