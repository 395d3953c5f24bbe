package dev.hearth.worker.execution;

import dev.hearth.contracts.worker.Refusal;

/** What becomes of a dispatch that arrives. */
sealed interface Decision {

    /** It is to be started. */
    record Admitted(Execution execution) implements Decision {}

    /** The invocation is under way here: this dispatch gets the same answer. */
    record Attached(Execution execution) implements Decision {}

    /** The invocation ended here a short time ago. */
    record Answered(Outcome outcome) implements Decision {}

    record Refused(Refusal.Reason reason, String detail) implements Decision {}
}
