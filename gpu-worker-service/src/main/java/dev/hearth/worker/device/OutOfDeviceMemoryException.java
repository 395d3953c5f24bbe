package dev.hearth.worker.device;

/** A device has less memory than was asked for: by its own account, or by that of whoever gives it memory. */
public final class OutOfDeviceMemoryException extends RuntimeException {

    public OutOfDeviceMemoryException(String device, long wantedBytes, long freeBytes) {
        super(device + " has " + freeBytes + " bytes free, " + wantedBytes + " were asked for");
    }

    /** @param refusal who refused what, and why */
    public OutOfDeviceMemoryException(String refusal) {
        super(refusal);
    }
}
