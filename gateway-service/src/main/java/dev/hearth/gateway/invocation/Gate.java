package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.problem.RefusedException;
import dev.hearth.gateway.result.Waiters;

/** Whether the gateway takes an invocation on. */
final class Gate {

    private final FunctionCatalogue catalogue;
    private final Waiters waiters;
    private final Admission admission;

    Gate(FunctionCatalogue catalogue, Waiters waiters, Admission admission) {
        this.catalogue = catalogue;
        this.waiters = waiters;
        this.admission = admission;
    }

    /** @throws RefusedException if there is no such function, or if that is not known yet */
    FunctionRecord find(String name) {
        if (!catalogue.isRead()) {
            throw RefusedException.forNow(ErrorCode.UNAVAILABLE, "the gateway has not read the function catalogue yet");
        }
        return catalogue
                .find(name)
                .orElseThrow(() ->
                        new RefusedException(ErrorCode.FUNCTION_NOT_FOUND, "no function is called '" + name + "'"));
    }

    /** @throws RefusedException if as many invocations wait as may, or if outcomes are not seen yet */
    Admission.Permit enter() {
        if (!waiters.isReading()) {
            throw RefusedException.forNow(ErrorCode.UNAVAILABLE, "the gateway does not read the results log yet");
        }
        return admission
                .enter()
                .orElseThrow(() -> RefusedException.forNow(
                        ErrorCode.QUEUE_FULL,
                        admission.maxWaiting() + " invocations wait in this gateway, as many as may"));
    }

    /** The partition that invocations name. */
    int resultsPartition() {
        return waiters.partition();
    }
}
