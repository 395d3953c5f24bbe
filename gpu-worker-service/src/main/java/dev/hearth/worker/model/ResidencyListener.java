package dev.hearth.worker.model;

/** Hears of everything that changes on the worker's devices. Called on many threads; must not block. */
public interface ResidencyListener {

    /** Something in the GPU's state differs from before. */
    void changed(int gpu);

    void happened(ResidencyEvent event);

    void misjudged(SizeError error);
}
