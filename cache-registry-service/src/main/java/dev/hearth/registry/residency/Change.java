package dev.hearth.registry.residency;

import dev.hearth.contracts.worker.WorkerRecord;

/** What must be written to Redis about one worker; a later one replaces an earlier one that has not been written. */
sealed interface Change {

    String worker();

    /** This is all that is known of the worker. */
    record Reported(WorkerRecord.Report report) implements Change {
        @Override
        public String worker() {
            return report.worker();
        }
    }

    /** The worker of this epoch, or an earlier one, is gone. */
    record Lost(String worker, long epoch) implements Change {}
}
