package dev.hearth.worker.model;

import dev.hearth.worker.device.GpuDevice;

/** Makes models resident. Thread-safe; slow. */
public interface ModelLoader {

    /** @throws ModelLoadException if the model is not in the repository, is not what was asked for, or does not load */
    ResidentModel load(RequestedModel model, GpuDevice device) throws ModelLoadException;
}
