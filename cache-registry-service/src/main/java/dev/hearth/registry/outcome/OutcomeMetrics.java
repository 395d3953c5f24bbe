package dev.hearth.registry.outcome;

import dev.hearth.contracts.invocation.InvocationState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** {@code hearth_outcomes_total{state}}: a view that is made anew counts its outcomes again. */
final class OutcomeMetrics {

    private final Map<InvocationState, Counter> recorded = new EnumMap<>(InvocationState.class);

    OutcomeMetrics(MeterRegistry registry) {
        Arrays.stream(InvocationState.values())
                .filter(InvocationState::terminal)
                .forEach(state -> recorded.put(state, counter(registry, state)));
    }

    /** @param state terminal */
    void recorded(InvocationState state) {
        var counter = recorded.get(state);
        if (counter == null) {
            throw new IllegalArgumentException(state + " is not a terminal state");
        }
        counter.increment();
    }

    private static Counter counter(MeterRegistry registry, InvocationState state) {
        return Counter.builder("hearth.outcomes")
                .description("Invocations whose outcome was recorded")
                .tag("state", state.wireName())
                .register(registry);
    }
}
