package dev.hearth.cli.replay;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.simulator.SimulationPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays plans, some side by side, each to a cluster of its own: fresh processes and empty GPUs. Emulated GPUs wait instead of
 * computing, so that several clusters at real pace take a machine no more than one that is in a hurry, and each message
 * between their processes is shorter measured by what is emulated.
 */
final class Replay {

    private final LiveSettings settings;
    private final int atOnce;
    private final ReplayProgress progress;

    /** @param atOnce how many plans are played side by side */
    Replay(LiveSettings settings, int atOnce, ReplayProgress progress) {
        this.settings = settings;
        this.atOnce = atOnce;
        this.progress = progress;
    }

    /**
     * @param data an empty folder for the clusters
     * @return the runs in the order of the plans
     */
    List<LiveRun> run(List<SimulationPlan> plans, Path data) throws IOException, InterruptedException {
        List<LiveRun> runs = new ArrayList<>();
        for (int first = 0; first < plans.size(); first += atOnce) {
            int next = Math.min(first + atOnce, plans.size());
            runs.addAll(round(plans.subList(first, next), data.resolve("round-" + (first / atOnce + 1))));
        }
        return runs;
    }

    /** They start one after another, since a start takes all cores, and play together. */
    private List<LiveRun> round(List<SimulationPlan> plans, Path data) throws IOException, InterruptedException {
        List<LiveCluster> clusters = new ArrayList<>();
        try {
            for (SimulationPlan plan : plans) {
                clusters.add(cluster(plan, data.resolve("cluster-" + (clusters.size() + 1))));
            }
            together(clusters.stream()
                    .<Callable<Integer>>map(cluster -> () -> cluster.warmUp(progress))
                    .toList());
            return together(clusters.stream()
                    .<Callable<LiveRun>>map(cluster -> () -> cluster.play(progress))
                    .toList());
        } finally {
            clusters.forEach(LiveCluster::close);
        }
    }

    private LiveCluster cluster(SimulationPlan plan, Path data) throws IOException, InterruptedException {
        Path running = settings.running();
        return running == null
                ? LiveCluster.start(plan, settings, data, progress)
                : LiveCluster.join(plan, settings, running);
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            // Ends all of them if this thread is interrupted.
            for (var future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CommandFailedException("the replay failed: " + e.getCause(), e);
        }
    }
}
