package dev.hearth.worker.device.cuda;

import org.jspecify.annotations.Nullable;

/** The machine has no CUDA device that this worker can use; the message says why. */
public final class NoCudaException extends Exception {

    NoCudaException(String reason) {
        this(reason, null);
    }

    NoCudaException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
