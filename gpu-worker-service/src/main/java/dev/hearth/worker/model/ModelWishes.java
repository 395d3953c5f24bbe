package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;

/** What is asked of models while nobody uses them. Thread-safe. */
public interface ModelWishes {

    /** A time that is over. */
    long MAY_LEAVE = 0;

    long ALWAYS = GpuState.Resident.ALWAYS;

    /** Nothing is asked of any. */
    ModelWishes NONE = new ModelWishes() {
        @Override
        public long keptUntilEpochMillis(ModelReference model, long lastUsedEpochMillis) {
            return MAY_LEAVE;
        }

        @Override
        public boolean staysInHostMemory(ModelReference model) {
            return false;
        }
    };

    /** Until when a model that was last used then does not leave its device to make room. */
    long keptUntilEpochMillis(ModelReference model, long lastUsedEpochMillis);

    /** Whether a model does not leave host memory to make room. */
    boolean staysInHostMemory(ModelReference model);
}
