package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import java.util.List;

/** The node's host memory as a place from where models are loaded faster than from the repository. Safe for any thread. */
@FunctionalInterface
public interface HostTier {

    /** The models that are ready there now, each once, in no order. */
    List<ModelReference> models();
}
