package dev.hearth.simulator;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.placement.Policies;
import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.simulator.time.Timeline;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One scheduler, and its alarm clock. */
final class Decider {

    private final int number;
    private final String name;
    private final Scheduler scheduler;
    private Timeline.@Nullable Entry wakeUp;

    private Decider(int number, String name, Scheduler scheduler) {
        this.number = number;
        this.name = name;
        this.scheduler = scheduler;
    }

    static List<Decider> of(SimulationPlan plan) {
        PolicyChoice choice = plan.choice();
        List<String> names = IntStream.rangeClosed(1, choice.schedulers())
                .mapToObj(number -> "scheduler-" + number)
                .toList();
        return IntStream.range(0, names.size())
                .mapToObj(number -> new Decider(number, names.get(number), scheduler(plan, names.get(number), names)))
                .toList();
    }

    private static Scheduler scheduler(SimulationPlan plan, String name, List<String> names) {
        PolicyChoice choice = plan.choice();
        PolicyOptions options =
                new PolicyOptions(choice.skipLimit(), choice.without(), new PolicyOptions.Home(name, names));
        EvictionPolicy evictions = EvictionChoice.of(plan);
        return new Scheduler(
                Policies.named(choice.policy(), options),
                evictions,
                Settings.paper().withMaxBatch(choice.maxBatch()));
    }

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    List<Command> apply(Event event, long nowNanos) {
        return scheduler.apply(event, nowNanos);
    }

    /** Sets the alarm, instead of one set before. */
    void wakeUp(Timeline.Entry entry) {
        if (wakeUp != null) {
            wakeUp.cancel();
        }
        wakeUp = entry;
    }
}
