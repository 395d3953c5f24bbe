package dev.hearth.worker.device.ort;

import dev.hearth.worker.device.Workspace;

/** Takes of a workspace as ONNX Runtime does. */
public final class Pieces {

    private Pieces() {}

    public static long take(Workspace workspace, long bytes) {
        return RunMemory.take(workspace, bytes);
    }
}
