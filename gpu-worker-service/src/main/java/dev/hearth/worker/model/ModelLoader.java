package dev.hearth.worker.model;

import dev.hearth.worker.device.GpuDevice;

/** Makes models resident. Thread-safe; slow. */
public interface ModelLoader {

    /** Name of the tier that models come from. */
    String tier();

    /** @throws ModelLoadException if the model is not in the repository, is not what was asked for, or does not load */
    ResidentModel load(RequestedModel model, GpuDevice device) throws ModelLoadException;
}
