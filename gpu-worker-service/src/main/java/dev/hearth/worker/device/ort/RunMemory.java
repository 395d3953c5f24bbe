package dev.hearth.worker.device.ort;

import dev.hearth.worker.device.Workspace;
import org.jspecify.annotations.Nullable;

/** Which device's workspace a thread's calls of ONNX Runtime take memory from. */
public final class RunMemory implements AutoCloseable {

    private static final ThreadLocal<@Nullable Workspace> CURRENT = new ThreadLocal<>();

    private final @Nullable Workspace before;

    private RunMemory(@Nullable Workspace before) {
        this.before = before;
    }

    /** From here to {@link #close} this thread's calls take from {@code workspace}. */
    public static RunMemory of(Workspace workspace) {
        var scope = new RunMemory(CURRENT.get());
        CURRENT.set(workspace);
        return scope;
    }

    static @Nullable Workspace current() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }
}
