package dev.hearth.cli.replay;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.scratch.ScratchCluster;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.simulator.SimulationPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The running system that one plan is played to, with the functions of its trace and one more to warm up with. */
final class LiveCluster implements AutoCloseable {

    private static final Duration LONGEST_CALL = Topics.LONGEST_DEADLINE;
    private static final Duration FIRST_ANSWER_WAIT = Duration.ofSeconds(30);
    private static final int WARM_UP_CALLERS = 8;
    private static final double NANOS_PER_MILLI = 1e6;

    private final SimulationPlan plan;
    private final LiveSettings settings;
    private final ScratchCluster cluster;
    private final OpenLoop load;

    private LiveCluster(SimulationPlan plan, LiveSettings settings, ScratchCluster cluster) {
        this.plan = plan;
        this.settings = settings;
        this.cluster = cluster;
        this.load = new OpenLoop(addresses(cluster.cluster()), LONGEST_CALL);
    }

    /**
     * Starts its processes and deploys its functions.
     *
     * @param data a folder of its own
     */
    static LiveCluster start(SimulationPlan plan, LiveSettings settings, Path data, ReplayProgress progress)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        progress.say("Starting " + plan.cluster().gpus() + " emulated GPUs on "
                + plan.cluster().nodes() + " nodes for " + name(plan) + "; logs are in " + data.resolve("logs"));
        var functions = new EmulatedFunctions(plan.modelCosts());
        var profiles = data.resolve("profiles.csv");
        functions.write(profiles, data.resolve("models"));
        var cluster = new LiveCluster(plan, settings, EmulatedCluster.start(plan, settings, data, profiles));
        try (var gateway = new GatewayClient(cluster.cluster.gateway())) {
            functions.deploy(gateway, settings.timeScale(), plan.cluster().hostBytesPerSecond(), LONGEST_CALL);
            return cluster;
        } catch (InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static String name(SimulationPlan plan) {
        return plan.trace().name() + " under " + plan.choice().policy()
                + (plan.cluster().hostBytesPerSecond().isPresent() ? " with a host tier" : "");
    }

    private static List<URI> addresses(ClusterFile.Cluster cluster) {
        return cluster.services().stream()
                .filter(service -> service.name().equals("gateway"))
                .map(service -> URI.create("http://127.0.0.1:" + service.port()))
                .toList();
    }

    /** @return how many calls were answered */
    int warmUp() throws InterruptedException {
        awaitAnswer();
        return load.saturate(EmulatedFunctions.WARM_UP, WARM_UP_CALLERS, settings.warmUp());
    }

    /** What was deployed reaches gateways and schedulers a little later. */
    private void awaitAnswer() throws InterruptedException {
        var deadline = System.nanoTime() + FIRST_ANSWER_WAIT.toNanos();
        var once = IntStream.range(0, settings.gateways())
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

    LiveRun play(ReplayProgress progress) throws InterruptedException {
        var schedule = new ArrayList<OpenLoop.Due>();
        for (var arrival : plan.arrivals()) {
            schedule.add(new OpenLoop.Due(
                    Math.round(arrival.millis() * NANOS_PER_MILLI / settings.timeScale()), arrival.function()));
        }
        long began = System.currentTimeMillis();
        var calls = progress.during(name(plan), schedule.size(), answered -> load.play(schedule, answered));
        var log = ClusterLog.since(cluster.cluster().kafka(), began);
        var refused = new ClaimMetrics(cluster.cluster()).refused();
        return new LiveRun(plan, settings.timeScale(), calls, log, began, refused);
    }

    @Override
    public void close() {
        load.close();
        cluster.close();
    }
}
