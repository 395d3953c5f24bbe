package dev.hearth.worker.device;

/** A device has fewer bytes free than were asked for. */
public final class OutOfDeviceMemoryException extends RuntimeException {

    public OutOfDeviceMemoryException(String device, long wantedBytes, long freeBytes) {
        super(device + " has " + freeBytes + " bytes free, " + wantedBytes + " were asked for");
    }
}
