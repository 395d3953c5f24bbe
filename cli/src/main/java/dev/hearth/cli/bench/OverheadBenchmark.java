package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.scratch.ScratchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the platform adds to a model that does nothing: the same model and the same JSON through a cluster of its own and in
 * this process, turn by turn, so that both meet the same machine. With a model that does something, what the platform makes
 * of that alone.
 */
final class OverheadBenchmark {

    private static final int WARM_UP_CALLERS = 8;
    private static final Duration LONGEST_WARM_UP_IN_PROCESS = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final MeasuredModel model;
    private final Plan plan;
    private final Checkout checkout;
    private final Consumer<String> progress;
    private final Requests requests;

    /** @param progress takes a line per phase */
    OverheadBenchmark(MeasuredModel model, Plan plan, Checkout checkout, Consumer<String> progress) {
        this.model = model;
        this.plan = plan;
        this.checkout = checkout;
        this.progress = progress;
        this.requests = model.requests();
    }

    /**
     * How to measure.
     *
     * @param callers a run for each of these numbers
     * @param time of each run
     * @param warmUp before the first
     */
    record Plan(List<Integer> callers, Duration time, Duration warmUp) {}

    /** @param data an empty folder for the cluster */
    Report run(Path data) throws IOException, InterruptedException {
        var repository = Files.createDirectories(data.resolve("models"));
        var files = model.importInto(repository, checkout);
        var function = model.function(checkout);
        progress.accept("Starting a cluster of its own; its logs are in " + data.resolve("logs"));
        var options = new ArrayList<>(List.of("--jit", "full"));
        options.addAll(model.clusterOptions());
        try (var cluster = ScratchCluster.start(data, options);
                var platform = new PlatformTarget(cluster.gateway(), function.service(), requests.contentType());
                var inProcess = model.inProcess(files)) {
            deploy(cluster, function);
            FirstAnswer.await(
                    function.service(),
                    () -> requests.check(0, platform.call(requests.body(0)).body()));
            return measure(cluster, platform, inProcess);
        }
    }

    private static void deploy(ScratchCluster cluster, FunctionDeployment deployment) throws InterruptedException {
        try (var gateway = new GatewayClient(cluster.gateway())) {
            GatewayClient.requireSuccess(new Functions(gateway).deployPatiently(deployment));
        }
    }

    private Report measure(ScratchCluster cluster, Target platform, @Nullable Target inProcess)
            throws InterruptedException {
        warmUp(platform, OverheadReport.PLATFORM, plan.warmUp());
        if (inProcess != null) {
            warmUp(inProcess, OverheadReport.IN_PROCESS, shorter(plan.warmUp(), LONGEST_WARM_UP_IN_PROCESS));
        }
        progress.accept("Idle for " + IDLE.toSeconds() + " s");
        var idleFrom = CpuTime.of(cluster.processes());
        Thread.sleep(IDLE);
        var idleCpu = CpuTime.sum(CpuTime.between(idleFrom, CpuTime.of(cluster.processes())));
        var report = new OverheadReport(model.report(), idleCpu, IDLE);
        for (var callers : plan.callers()) {
            platform(cluster, platform, callers, report);
            if (inProcess != null) {
                inProcess(inProcess, callers, report);
            }
        }
        return report.report(Machine.thisOne());
    }

    private void warmUp(Target target, String name, Duration time) throws InterruptedException {
        progress.accept("Warming up " + name + ", " + WARM_UP_CALLERS + " callers, " + time.toSeconds() + " s");
        var load = ClosedLoop.run(target, requests, WARM_UP_CALLERS, time);
        if (load.answered() == 0 && load.errors() > 0) {
            throw new CommandFailedException("no request to " + name + " succeeds: " + load.firstError());
        }
    }

    private void platform(ScratchCluster cluster, Target target, int callers, OverheadReport report)
            throws InterruptedException {
        announce(OverheadReport.PLATFORM, callers);
        var clusterFrom = CpuTime.of(cluster.processes());
        var ownFrom = CpuTime.ofThisProcess();
        var load = ClosedLoop.run(target, requests, callers, plan.time());
        var own = CpuTime.ofThisProcess().minus(ownFrom);
        report.platform(load, CpuTime.between(clusterFrom, CpuTime.of(cluster.processes())), own);
        tellError(load);
    }

    private void inProcess(Target target, int callers, OverheadReport report) throws InterruptedException {
        announce(OverheadReport.IN_PROCESS, callers);
        var from = CpuTime.ofThisProcess();
        var load = ClosedLoop.run(target, requests, callers, plan.time());
        report.inProcess(load, CpuTime.ofThisProcess().minus(from));
        tellError(load);
    }

    private void announce(String target, int callers) {
        progress.accept("Measuring " + target + ", " + callers + (callers == 1 ? " caller, " : " callers, ")
                + plan.time().toSeconds() + " s");
    }

    private void tellError(ClosedLoop.Load load) {
        if (load.errors() > 0) {
            progress.accept(
                    load.errors() + " requests failed or were answered wrongly; the first: " + load.firstError());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
