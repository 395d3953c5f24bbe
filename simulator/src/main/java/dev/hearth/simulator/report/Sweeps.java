package dev.hearth.simulator.report;

import dev.hearth.scheduling.cache.ClairvoyantEviction;
import dev.hearth.scheduling.cache.Evictions;
import dev.hearth.scheduling.placement.LocalityAwareOutOfOrderPlacement;
import dev.hearth.scheduling.placement.Policies;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.report.ReportData.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The further runs of a report: each sweep varies one thing about plans that were given. */
public final class Sweeps {

    static final List<Integer> SKIP_LIMITS = List.of(0, 5, 15, 25, 35, 45);
    static final List<Double> RATES = List.of(0.5, 0.75, 1.0, 1.25, 1.5);

    private static final String OUT_OF_ORDER = LocalityAwareOutOfOrderPlacement.NAME;
    private static final String EARLIEST_COMPLETION = "earliest-completion";

    private final List<SimulationPlan> plans;
    private final Consumer<String> progress;

    /**
     * Prepares sweeps.
     *
     * @param plans every policy on every trace
     * @param progress is told of each sweep before it runs
     */
    public Sweeps(List<SimulationPlan> plans, Consumer<String> progress) {
        this.plans = List.copyOf(plans);
        this.progress = progress;
    }

    /** The out-of-order policy on every trace by its skip limit. */
    public List<Point> skipLimits() {
        List<Variation> variations = new ArrayList<>();
        for (SimulationPlan plan : onEachTrace(OUT_OF_ORDER)) {
            for (int limit : SKIP_LIMITS) {
                PolicyChoice choice = plan.choice().withSkipLimit(limit);
                variations.add(new Variation(limit, Integer.toString(limit), plan.with(choice)));
            }
        }
        return run("skip limits", variations);
    }

    /** Every policy on every trace by the rate. */
    public List<Point> rates() {
        List<Variation> variations = new ArrayList<>();
        for (SimulationPlan plan : plans) {
            for (double rate : RATES) {
                variations.add(new Variation(rate, Double.toString(rate), plan.atRate(plan.rate() * rate)));
            }
        }
        return run("rates", variations);
    }

    /** The default policy on every trace, whole and without each of its features. */
    public List<Point> ablations() {
        List<Variation> variations = new ArrayList<>();
        for (SimulationPlan plan : onEachTrace(EARLIEST_COMPLETION)) {
            variations.add(new Variation(0, "all features", plan));
            for (Feature feature : Feature.values()) {
                PolicyChoice choice = plan.choice().without(feature);
                variations.add(new Variation(0, "without " + PolicyChoice.text(feature), plan.with(choice)));
            }
        }
        return run("ablations", variations);
    }

    /** The out-of-order policy on every trace by what it evicts, with the future known as a bound. */
    public List<Point> evictions() {
        List<String> names = new ArrayList<>(Evictions.NAMES);
        names.add(ClairvoyantEviction.NAME);
        List<Variation> variations = new ArrayList<>();
        for (SimulationPlan plan : onEachTrace(OUT_OF_ORDER)) {
            for (String name : names) {
                variations.add(new Variation(0, name, plan.with(plan.choice().withEviction(name))));
            }
        }
        return run("evictions", variations);
    }

    private record Variation(double at, String label, SimulationPlan plan) {}

    /** A policy on each trace that the plans have, none if there is no such policy. */
    private List<SimulationPlan> onEachTrace(String policy) {
        if (!Policies.NAMES.contains(policy)) {
            return List.of();
        }
        List<SimulationPlan> onEach = new ArrayList<>();
        for (SimulationPlan plan : plans) {
            if (onEach.stream().noneMatch(other -> other.trace().equals(plan.trace()))) {
                onEach.add(plan.with(plan.choice().withPolicy(policy)));
            }
        }
        return onEach;
    }

    private List<Point> run(String name, List<Variation> variations) {
        if (!variations.isEmpty()) {
            progress.accept("Simulating " + name + ": " + variations.size() + " runs");
        }
        return variations.stream()
                .map(variation -> new Point(
                        variation.at(),
                        variation.label(),
                        Simulation.run(variation.plan()).summary()))
                .toList();
    }
}
