package dev.hearth.cli.simulate;

import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.simulator.SimulationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One invocation of a run that somebody wants to have explained, put to each of its schedulers. */
final class Question {

    private final InvocationId id;
    private final List<Scheduler> asked = new ArrayList<>();

    Question(String id) {
        this.id = new InvocationId(id);
    }

    /** @throws IllegalArgumentException if there is no such invocation; the message says which there are */
    static void check(String id, SimulationPlan plan) {
        int arrivals = plan.trace().arrivals().size();
        boolean known = id.matches("[1-9][0-9]{0,8}") && Integer.parseInt(id) <= arrivals;
        if (!known) {
            throw new IllegalArgumentException("trace " + plan.trace().name() + " has no invocation '" + id
                    + "' to explain; its arrivals are numbered 1 to " + arrivals);
        }
    }

    void ask(Scheduler scheduler) {
        scheduler.explain(id);
        asked.add(scheduler);
    }

    /** After the run. */
    Optional<Explained> answer() {
        return asked.stream()
                .flatMap(scheduler -> scheduler.explanation(id).stream())
                .map(Explained::of)
                .findFirst();
    }
}
