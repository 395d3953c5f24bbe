package dev.hearth.cli.replay;

import dev.hearth.simulator.SimulationPlan;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Plays plans, each to a cluster of its own: fresh processes, empty GPUs, warmed up with a model that takes next to nothing. One
 * after another: clusters side by side take each other's cores, and what the platform adds to a call with them.
 */
final class Replay {

    private final LiveSettings settings;
    private final ReplayProgress progress;

    Replay(LiveSettings settings, ReplayProgress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** @param data an empty folder for the cluster */
    LiveRun run(SimulationPlan plan, Path data) throws IOException, InterruptedException {
        try (var cluster = cluster(plan, data)) {
            return cluster.play(progress);
        }
    }

    private LiveCluster cluster(SimulationPlan plan, Path data) throws IOException, InterruptedException {
        Path running = settings.running();
        return running == null
                ? LiveCluster.start(plan, settings, data, progress)
                : LiveCluster.join(plan, settings, running);
    }
}
