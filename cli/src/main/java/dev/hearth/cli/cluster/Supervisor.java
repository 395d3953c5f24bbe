package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Starts a cluster, keeps it, and ends it when this process is asked to end. */
final class Supervisor {

    /** Of a call to an emulated model, which may have to wait for loads of seconds. */
    private static final Duration TABLE_TIMEOUT = Duration.ofMinutes(5);

    private final UpOptions options;
    private final Checkout checkout;

    Supervisor(UpOptions options, Checkout checkout) {
        this.options = options;
        this.checkout = checkout;
    }

    /**
     * Returns only when the cluster could not be started, by an exception.
     *
     * @param progress made once the data folder is this supervisor's own
     */
    void run(java.util.function.Function<DataDirectory, Progress> progress) throws InterruptedException {
        try (var data = DataDirectory.open(options.data())) {
            var told = progress.apply(data);
            new Shutdown(data.path()).endLeftovers(data.clusterFile());
            RestartRequests.in(data.path()).open();
            for (var index = 0; index < options.counts().gateways(); index++) {
                checkPort(options.port() + index);
            }
            start(data, told);
            Thread.currentThread().join();
        } catch (IOException e) {
            throw new CommandFailedException("the cluster in " + options.data() + " cannot be started: " + e, e);
        }
    }

    private void start(DataDirectory data, Progress progress) throws IOException, InterruptedException {
        var prepared = new Preparation(checkout, progress).prepare();
        Files.createDirectories(data.redis());
        Files.createDirectories(data.models());
        var plan = new ClusterPlan(options, checkout, data, prepared);
        var cluster = new RunningCluster(data, progress, plan.kafka(), plan.redis());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (cluster.isRunning()) {
                progress.say("Stopping");
                cluster.stop();
                progress.say("Hearth has stopped");
            }
        }));
        try {
            bringUp(cluster, plan, data, progress);
        } catch (IOException | RuntimeException e) {
            cluster.stop();
            throw e;
        }
    }

    private void bringUp(RunningCluster cluster, ClusterPlan plan, DataDirectory data, Progress progress)
            throws IOException, InterruptedException {
        var members = plan.members();
        progress.say("Starting " + members.size() + " processes; their logs are in "
                + data.path().resolve("logs"));
        cluster.start(members);
        var samples = new SampleFunctions(options.samples(), data, progress);
        var imported = samples.importModels();
        var table = options.tableFunctions() ? options.emulation() : null;
        if (table != null) {
            table.functions().addModels(data.models());
        }
        cluster.awaitReady();
        join(imported);
        samples.deploy(options.port());
        if (table != null) {
            deploy(table, progress);
        }
        new Restarts(RestartRequests.in(data.path()), cluster, progress).begin();
        progress.say(readyLine(progress.elapsed(), plan.gateways()));
    }

    private void deploy(Emulation table, Progress progress) throws InterruptedException {
        progress.say("Deploying a function for each model of " + table.profiles());
        try (var gateway = new GatewayClient(URI.create("http://127.0.0.1:" + options.port()))) {
            table.functions().deploy(gateway, table.timeScale(), table.hostBytesPerSecond(), TABLE_TIMEOUT);
        }
    }

    private static void join(CompletableFuture<Void> work) {
        try {
            work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CommandFailedException failure
                    ? failure
                    : new CommandFailedException("the samples' models were not imported in time", e);
        }
    }

    private String readyLine(String elapsed, List<String> gateways) {
        var emulation = options.emulation();
        return UpCommand.READY + " in " + elapsed + " at " + String.join(" and ", gateways)
                + (emulation == null ? "" : " (" + emulation.description() + ")")
                + hint(gateways.getFirst());
    }

    private String hint(String address) {
        var emulation = options.emulation();
        return emulation != null && options.tableFunctions()
                ? ". Try: curl -i -d 'anything' " + address + "/function/"
                        + emulation.functions().names().getFirst()
                : SampleFunctions.hint(options.samples(), address);
    }

    static void checkPort(int port) throws IOException {
        try (var probe = new ServerSocket()) {
            // As the gateway does: a port whose connections linger after an earlier run is free.
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            throw new CommandFailedException(
                    "port " + port + " of 127.0.0.1 is taken; choose another one for the gateway with --port", e);
        }
    }
}
