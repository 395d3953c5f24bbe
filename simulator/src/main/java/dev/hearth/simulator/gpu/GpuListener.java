package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.ModelId;

/** Is told what happens on GPUs, when it happens. */
public interface GpuListener {

    /** A model left a GPU. */
    void evicted(SimulatedGpu gpu, ModelId model);

    /** A model is ready; what waited for it runs, or waits for the compute lane alone. */
    void loaded(SimulatedGpu gpu, Load load);

    /** An invocation ended; what waited behind it runs already. */
    void finished(SimulatedGpu gpu, Task task);
}
