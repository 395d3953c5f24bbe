package dev.hearth.scheduler.dispatch;

import dev.hearth.scheduling.Command;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts claims, and dispatches of what was given to a worker before. */
final class DispatchMetrics {

    private static final int FIRST_ATTEMPT = 1;

    private final Counter redeliveries;
    private final Counter granted;
    private final Counter refused;

    DispatchMetrics(MeterRegistry registry) {
        redeliveries = Counter.builder("hearth.redeliveries")
                .description("Dispatches of a second or later attempt")
                .register(registry);
        granted = claims(registry, "granted");
        refused = claims(registry, "refused");
    }

    void commanded(List<Command> commands) {
        for (var command : commands) {
            if (command instanceof Command.Dispatch dispatch
                    && dispatch.invocation().attempt() > FIRST_ATTEMPT) {
                redeliveries.increment();
            }
        }
    }

    void claimed(Claims.Outcome outcome) {
        switch (outcome) {
            case Claims.Outcome.Granted _ -> granted.increment();
            case Claims.Outcome.Refused _ -> refused.increment();
        }
    }

    /** No answer of the registry's grants nothing. */
    void claimFailed() {
        refused.increment();
    }

    private static Counter claims(MeterRegistry registry, String result) {
        return Counter.builder("hearth.claims")
                .description("Claims on GPUs by what the registry said; its silence counts as refused")
                .tag("result", result)
                .register(registry);
    }
}
