package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.telemetry.logging.InvocationNames;
import java.util.List;

/** What a GPU says to an invocation that wants to use a model on it. */
public sealed interface Admission {

    /** The model is there or on its way, and stays until the lease is released. */
    record Granted(Lease lease) implements Admission {}

    /** Nothing was changed. */
    record Refused(Refusal.Reason reason, String detail) implements Admission {}

    /**
     * What an invocation wants, or a load for invocations to come.
     *
     * @param names under which its load is logged
     * @param evict models that may leave to make room, coldest first; only looked at if the model is absent
     * @param ahead whether nothing runs or waits to run by it, only the model is wanted
     */
    record Want(InvocationNames names, RequestedModel model, List<ModelReference> evict, boolean ahead) {
        public Want {
            evict = List.copyOf(evict);
        }

        public Want(InvocationNames names, RequestedModel model, List<ModelReference> evict) {
            this(names, model, evict, false);
        }

        /** A load for invocations to come, under an id of its own. */
        public static Want ahead(String id, RequestedModel model, List<ModelReference> evict) {
            return new Want(InvocationNames.of(id), model, evict, true);
        }

        public Want(String invocation, RequestedModel model, List<ModelReference> evict) {
            this(InvocationNames.of(invocation), model, evict);
        }

        public String invocation() {
            return names.invocation();
        }
    }
}
