package dev.hearth.worker.device.ort;

import dev.hearth.worker.device.OutOfDeviceMemoryException;
import dev.hearth.worker.device.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * What one thread's calls of ONNX Runtime take of a device's workspace. Calls on the CPU take it from here; those on CUDA
 * take it from their device's, and are counted here.
 */
public final class RunMemory implements AutoCloseable {

    private static final ThreadLocal<@Nullable RunMemory> CURRENT = new ThreadLocal<>();

    private final Workspace workspace;
    private final @Nullable RunMemory before;
    private long usedBytes;
    private long peakBytes;
    private long lackedBytes;

    private RunMemory(Workspace workspace, @Nullable RunMemory before) {
        this.workspace = workspace;
        this.before = before;
    }

    /** From here to {@link #close} this thread's calls take from {@code workspace}. */
    public static RunMemory of(Workspace workspace) {
        var scope = new RunMemory(workspace, CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    static @Nullable RunMemory current() {
        return CURRENT.get();
    }

    Workspace workspace() {
        return workspace;
    }

    /** Takes a piece, for whichever scope this thread is in. */
    static long take(Workspace workspace, long bytes) {
        var scope = CURRENT.get();
        boolean counted = scope != null && scope.workspace == workspace;
        try {
            long address = workspace.allocate(bytes);
            if (counted) {
                scope.usedBytes += workspace.pieceBytes(bytes);
                scope.peakBytes = Math.max(scope.peakBytes, scope.usedBytes);
            }
            return address;
        } catch (OutOfDeviceMemoryException e) {
            if (counted) {
                scope.lackedBytes = Math.max(scope.lackedBytes, bytes);
            }
            throw e;
        }
    }

    /** Gives a piece back, for whichever scope this thread is in. */
    static void giveBack(Workspace workspace, long address) {
        long bytes = workspace.free(address);
        var scope = CURRENT.get();
        if (scope != null && scope.workspace == workspace) {
            scope.usedBytes -= bytes;
        }
    }

    /** The most that was taken at a time. */
    public long peakBytes() {
        return peakBytes;
    }

    /** The largest piece that there was no memory for; 0 if there always was. */
    public long lackedBytes() {
        return lackedBytes;
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
