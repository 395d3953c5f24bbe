package dev.hearth.worker.device;

/** The bytes of one device: how many there are and how many are taken. Thread-safe. */
public final class MemoryBudget {

    private final String device;
    private final long totalBytes;
    private long usedBytes;

    /** @param device its name, for errors */
    public MemoryBudget(String device, long totalBytes) {
        if (totalBytes <= 0) {
            throw new IllegalArgumentException("device memory must be positive, not " + totalBytes + " bytes");
        }
        this.device = device;
        this.totalBytes = totalBytes;
    }

    /** Counts what is taken, and refuses nothing: whoever has the memory does. */
    public static MemoryBudget unlimited(String device) {
        return new MemoryBudget(device, Long.MAX_VALUE);
    }

    public long totalBytes() {
        return totalBytes;
    }

    public synchronized long freeBytes() {
        return totalBytes - usedBytes;
    }

    /**
     * Takes exactly this many bytes.
     *
     * @throws OutOfDeviceMemoryException if fewer are free
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public synchronized void take(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a block must have a positive size, not " + bytes + " bytes");
        }
        if (bytes > totalBytes - usedBytes) {
            throw new OutOfDeviceMemoryException(device, bytes, totalBytes - usedBytes);
        }
        usedBytes += bytes;
    }

    public synchronized void giveBack(long bytes) {
        usedBytes -= bytes;
    }
}
