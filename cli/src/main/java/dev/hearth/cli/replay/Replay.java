package dev.hearth.cli.replay;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.scratch.ScratchCluster;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.simulator.SimulationPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Plays a plan to a cluster of its own: fresh processes, empty GPUs, warmed up with a model that takes next to nothing. */
final class Replay {

    private static final Duration LONGEST_CALL = Topics.LONGEST_DEADLINE;
    private static final Duration FIRST_ANSWER_WAIT = Duration.ofSeconds(30);
    private static final int WARM_UP_PER_SECOND = 50;
    private static final long SECOND = 1_000_000_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final double timeScale;
    private final int gateways;
    private final Duration warmUp;
    private final ReplayProgress progress;

    /**
     * @param timeScale how many times as fast as real everything emulated happens
     * @param warmUp how long the fresh processes are called before the trace
     */
    Replay(double timeScale, int gateways, Duration warmUp, ReplayProgress progress) {
        this.timeScale = timeScale;
        this.gateways = gateways;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    /** @param data an empty folder for the cluster */
    LiveRun run(SimulationPlan plan, Path data) throws IOException, InterruptedException {
        progress.say("Starting " + plan.cluster().gpus() + " emulated GPUs on "
                + plan.cluster().nodes() + " nodes under " + plan.choice().policy() + "; logs are in "
                + data.resolve("logs"));
        var functions = new EmulatedFunctions(plan.modelCosts());
        var profiles = data.resolve("profiles.csv");
        functions.write(profiles, data.resolve("models"));
        try (var cluster = EmulatedCluster.start(plan, timeScale, gateways, data, profiles);
                var load = new OpenLoop(addresses(cluster), LONGEST_CALL)) {
            try (var gateway = new GatewayClient(cluster.gateway())) {
                functions.deploy(gateway, timeScale, plan.cluster().hostBytesPerSecond(), LONGEST_CALL);
            }
            warmUp(load);
            return play(plan, cluster, load);
        }
    }

    private static List<URI> addresses(ScratchCluster cluster) {
        return cluster.cluster().services().stream()
                .filter(service -> service.name().equals("gateway"))
                .map(service -> URI.create("http://127.0.0.1:" + service.port()))
                .toList();
    }

    private void warmUp(OpenLoop load) throws InterruptedException {
        awaitAnswer(load);
        int calls = Math.toIntExact(warmUp.toSeconds() * WARM_UP_PER_SECOND);
        var schedule = IntStream.range(0, calls)
                .mapToObj(call -> new OpenLoop.Due(call * (SECOND / WARM_UP_PER_SECOND), EmulatedFunctions.WARM_UP))
                .toList();
        progress.during("Warming up", calls, answered -> load.play(schedule, answered));
    }

    /** What was deployed reaches gateways and schedulers a little later. */
    private void awaitAnswer(OpenLoop load) throws InterruptedException {
        var deadline = System.nanoTime() + FIRST_ANSWER_WAIT.toNanos();
        var once = IntStream.range(0, gateways)
                .mapToObj(_ -> new OpenLoop.Due(0, EmulatedFunctions.WARM_UP))
                .toList();
        while (true) {
            var failed = load.play(once, _ -> {}).stream()
                    .filter(call -> call.error() != null)
                    .findFirst();
            if (failed.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailedException(
                        "the cluster does not answer: " + failed.get().error());
            }
        }
    }

    private LiveRun play(SimulationPlan plan, ScratchCluster cluster, OpenLoop load) throws InterruptedException {
        var schedule = new ArrayList<OpenLoop.Due>();
        for (var arrival : plan.arrivals()) {
            schedule.add(
                    new OpenLoop.Due(Math.round(arrival.millis() * NANOS_PER_MILLI / timeScale), arrival.function()));
        }
        long began = System.currentTimeMillis();
        var calls = progress.during(
                "Playing " + plan.trace().name() + " under " + plan.choice().policy(),
                schedule.size(),
                answered -> load.play(schedule, answered));
        var log = ClusterLog.since(cluster.cluster().kafka(), began);
        return new LiveRun(plan, timeScale, calls, log, began, new ClaimMetrics(cluster.cluster()).refused());
    }
}
