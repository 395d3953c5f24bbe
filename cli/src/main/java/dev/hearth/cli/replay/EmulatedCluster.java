package dev.hearth.cli.replay;

import dev.hearth.cli.scratch.ScratchCluster;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.simulator.ClusterShape;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.SimulationPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@code hearth up} is asked for the cluster that a plan simulates. */
final class EmulatedCluster {

    private static final double GIGABYTE = 1e9;

    private EmulatedCluster() {}

    /**
     * Finds out, without starting anything, whether the plan can be played to a running system.
     *
     * @throws IllegalArgumentException if not; the message says what is in the way
     */
    static void check(SimulationPlan plan) {
        ClusterShape shape = plan.cluster();
        PolicyChoice choice = plan.choice();
        if (shape.gpus() % shape.gpusPerNode() != 0) {
            throw new IllegalArgumentException("all nodes of a running cluster have the same number of GPUs; "
                    + shape.gpus() + " GPUs are no multiple of " + shape.gpusPerNode());
        }
        if (choice.eviction().equals("clairvoyant")) {
            throw new IllegalArgumentException(
                    "no running scheduler knows the future: eviction 'clairvoyant' is the simulator's only");
        }
        if (choice.maxBatch() > 1) {
            throw new IllegalArgumentException("emulated GPUs run invocations one by one: --max-batch "
                    + choice.maxBatch() + " is the simulator's only");
        }
        if (choice.without().stream().anyMatch(feature -> feature != Feature.OVERLAP)) {
            throw new IllegalArgumentException("a running scheduler can go without overlap only; " + choice.variant()
                    + " is the simulator's only");
        }
    }

    /** @param profiles file of the table that has a row for each model */
    static ScratchCluster start(SimulationPlan plan, LiveSettings settings, Path data, Path profiles)
            throws InterruptedException {
        return ScratchCluster.start(data, options(plan, settings, profiles));
    }

    private static List<String> options(SimulationPlan plan, LiveSettings settings, Path profiles) {
        ClusterShape shape = plan.cluster();
        PolicyChoice choice = plan.choice();
        List<String> options = new ArrayList<>();
        add(options, "--nodes", shape.nodes());
        add(options, "--gpus", shape.gpusPerNode());
        add(options, "--device-memory", shape.gpuMemoryBytes() + WarmUp.BYTES + "B");
        add(options, "--emulate", profiles);
        add(options, "--time-scale", settings.timeScale());
        shape.hostBytesPerSecond().ifPresent(pace -> {
            options.add("--host-tier");
            add(options, "--link-gbps", pace / GIGABYTE);
        });
        add(options, "--policy", choice.policy());
        add(options, "--eviction", choice.eviction());
        add(options, "--schedulers", choice.schedulers());
        add(options, "--gateways", settings.gateways());
        // The simulator's world is the paper's: what the services do beyond it is switched off.
        set(options, "hearth.scheduler.coalesce-loads", false);
        set(options, "hearth.scheduler.dispatch-ahead", 0);
        set(options, "hearth.scheduler.skip-limit", choice.skipLimit());
        set(options, "hearth.scheduler.overlap", !choice.without().contains(Feature.OVERLAP));
        return options;
    }

    private static void add(List<String> options, String name, Object value) {
        options.add(name);
        options.add(value.toString());
    }

    private static void set(List<String> options, String key, Object value) {
        add(options, "--set", key + "=" + value);
    }
}
