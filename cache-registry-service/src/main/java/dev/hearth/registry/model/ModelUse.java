package dev.hearth.registry.model;

import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import java.util.function.Consumer;

/** Which functions use a model. */
public interface ModelUse {

    /** By {@code name.namespace}, in order. */
    List<String> functionsOf(ModelReference model);

    /** Runs an action on the functions of the model while this registry deploys none. */
    void whileNothingIsDeployed(ModelReference model, Consumer<List<String>> action);
}
