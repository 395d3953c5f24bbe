package dev.hearth.cli.replay;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.simulator.SimulationPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;

/** The running system that one plan is played to, with the functions of its trace and one more to warm up with. */
final class LiveCluster implements AutoCloseable {

    private static final Duration LONGEST_CALL = Topics.LONGEST_DEADLINE;
    private static final Duration FIRST_ANSWER_WAIT = Duration.ofSeconds(30);
    private static final int WARM_UP_CALLERS = 8;
    private static final double NANOS_PER_MILLI = 1e6;

    private final SimulationPlan plan;
    private final LiveSettings settings;
    private final ClusterFile.Cluster cluster;

    /** Ends the cluster where it is this replay's own. */
    private final Runnable end;

    private final OpenLoop load;

    private LiveCluster(SimulationPlan plan, LiveSettings settings, ClusterFile.Cluster cluster, Runnable end) {
        this.plan = plan;
        this.settings = settings;
        this.cluster = cluster;
        this.end = end;
        this.load = new OpenLoop(cluster.gateways(), LONGEST_CALL);
    }

    /**
     * Starts its processes, deploys its functions and warms it up.
     *
     * @param data a folder of its own
     */
    static LiveCluster start(SimulationPlan plan, LiveSettings settings, Path data, ReplayProgress progress)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        progress.say("Starting " + plan.cluster().gpus() + " emulated GPUs on "
                + plan.cluster().nodes() + " nodes for " + name(plan) + "; logs are in " + data.resolve("logs"));
        var functions = WarmUp.beside(plan.modelCosts());
        var profiles = data.resolve("profiles.csv");
        functions.writeTable(profiles);
        functions.addModels(data.resolve("models"));
        var own = EmulatedCluster.start(plan, settings, data, profiles);
        var live = new LiveCluster(plan, settings, own.cluster(), own::close);
        try (var gateway = new GatewayClient(own.gateway())) {
            functions.deploy(gateway, settings.timeScale(), plan.cluster().hostBytesPerSecond(), LONGEST_CALL);
            live.warmUp(progress);
            return live;
        } catch (InterruptedException | RuntimeException e) {
            live.close();
            throw e;
        }
    }

    /**
     * Joins one that runs, with the functions it has.
     *
     * @param data its folder
     * @throws CommandFailedException if none runs there, or functions of the trace are not deployed in it
     */
    static LiveCluster join(SimulationPlan plan, LiveSettings settings, Path data) {
        var cluster = ClusterFile.in(data)
                .read()
                .filter(running -> running.gateway().isPresent())
                .orElseThrow(() -> new CommandFailedException("no cluster runs in " + data));
        try (var gateway = new GatewayClient(cluster.gateway().orElseThrow())) {
            var deployed = new Functions(gateway).names();
            var missing = plan.modelCosts().keySet().stream()
                    .filter(function -> !deployed.contains(function))
                    .toList();
            if (!missing.isEmpty()) {
                throw new CommandFailedException("trace " + plan.trace().name() + " calls functions that are not"
                        + " deployed in " + data + ": " + String.join(", ", missing)
                        + "; deploy them, or leave --running out to have a cluster started that has them");
            }
        }
        return new LiveCluster(plan, settings, cluster, () -> {});
    }

    private static String name(SimulationPlan plan) {
        return plan.trace().name() + " under " + plan.choice().policy()
                + (plan.cluster().hostBytesPerSecond().isPresent() ? " with a host tier" : "");
    }

    private void warmUp(ReplayProgress progress) throws InterruptedException {
        progress.say("Warming up for " + settings.warmUp().toSeconds() + " s");
        awaitAnswer();
        load.saturate(WarmUp.FUNCTION, WARM_UP_CALLERS, settings.warmUp());
    }

    /** What was deployed reaches gateways and schedulers a little later. */
    private void awaitAnswer() throws InterruptedException {
        var deadline = System.nanoTime() + FIRST_ANSWER_WAIT.toNanos();
        var once = IntStream.range(0, settings.gateways())
                .mapToObj(_ -> new OpenLoop.Due(0, WarmUp.FUNCTION))
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

    LiveRun play(ReplayProgress progress) throws InterruptedException {
        var schedule = new ArrayList<OpenLoop.Due>();
        for (var arrival : plan.arrivals()) {
            schedule.add(new OpenLoop.Due(
                    Math.round(arrival.millis() * NANOS_PER_MILLI / settings.timeScale()), arrival.function()));
        }
        long began = System.currentTimeMillis();
        var calls = progress.during(name(plan), schedule.size(), answered -> load.play(schedule, answered));
        var log = ClusterLog.since(cluster.kafka(), began);
        var refused = new ClaimMetrics(cluster).refused();
        return new LiveRun(plan, settings.timeScale(), calls, log, began, refused);
    }

    @Override
    public void close() {
        load.close();
        end.run();
    }
}
