package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.ModelId;

/** The way from where weights lie to the GPUs of one node. */
public interface LoadPath {

    /**
     * Begins a load now.
     *
     * @param gpu orders what ends at the same time
     * @param whenDone done at its end
     */
    void load(ModelId model, int gpu, Runnable whenDone);
}
