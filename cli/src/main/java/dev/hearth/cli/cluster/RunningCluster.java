package dev.hearth.cli.cluster;

import dev.hearth.cli.local.ClusterFile;
import dev.hearth.embedded.ChildFailedException;
import dev.hearth.embedded.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/**
 * The started processes of a cluster. One that ends by itself is told of and not started again; the others run on.
 *
 * <p>Thread-safe: it may be stopped while it starts.
 */
final class RunningCluster {

    private static final Duration SHORTEST_READY_WAIT = Duration.ofSeconds(60);

    /** Processes that start together share the cores. */
    private static final Duration READY_WAIT_EACH = Duration.ofSeconds(6);

    private final DataDirectory data;
    private final Progress progress;
    private final SequencedMap<Member, ChildProcess> processes = new LinkedHashMap<>();
    private volatile boolean stopping;

    RunningCluster(DataDirectory data, Progress progress) {
        this.data = data;
        this.progress = progress;
    }

    /**
     * Starts all and writes cluster.json.
     *
     * @throws ChildFailedException if one cannot be started
     */
    void start(List<Member> members, String kafka, String redis) throws IOException {
        for (var member : members) {
            start(member);
        }
        data.clusterFile().write(describe(kafka, redis));
    }

    private synchronized void start(Member member) {
        if (stopping) {
            throw new ChildFailedException("stopped while starting");
        }
        var process = ChildProcess.start(member.command());
        processes.put(member, process);
        var _ = process.ended().thenAccept(status -> {
            if (!stopping) {
                progress.say(process.name() + " ended with exit code " + status + "; its log is " + process.log());
            }
        });
    }

    /**
     * Waits for all: a minute at most, or 6 s for each of many.
     *
     * @throws ChildFailedException as soon as one has failed
     */
    void awaitReady() throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waits = new ExecutorCompletionService<Void>(threads);
            var started = snapshot();
            var longest = readyWait(started.size());
            started.forEach((member, process) -> waits.submit(() -> {
                process.awaitReady(member.ready(), longest);
                progress.say(process.name() + " is ready (" + progress.elapsed() + ")");
                return null;
            }));
            try {
                for (var left = started.size(); left > 0; left--) {
                    waits.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof ChildFailedException failure
                        ? failure
                        : new ChildFailedException(String.valueOf(e.getCause()), e);
            }
        }
    }

    private static Duration readyWait(int processes) {
        var together = READY_WAIT_EACH.multipliedBy(processes);
        return together.compareTo(SHORTEST_READY_WAIT) > 0 ? together : SHORTEST_READY_WAIT;
    }

    private synchronized SequencedMap<Member, ChildProcess> snapshot() {
        return new LinkedHashMap<>(processes);
    }

    private ClusterFile.Cluster describe(String kafka, String redis) {
        var services = new ArrayList<ClusterFile.Service>();
        var self = ProcessHandle.current();
        services.add(new ClusterFile.Service(
                "supervisor",
                1,
                self.pid(),
                self.info().startInstant().orElse(Instant.EPOCH),
                null,
                null,
                data.log("supervisor").toString()));
        snapshot()
                .forEach((member, process) -> services.add(new ClusterFile.Service(
                        member.name(),
                        member.index(),
                        process.pid(),
                        process.startedAt(),
                        member.port(),
                        member.managementPort(),
                        process.log().toString())));
        return new ClusterFile.Cluster(services, kafka, redis);
    }

    /** Whether anything was started that nobody has begun to end. */
    synchronized boolean isRunning() {
        return !stopping && !processes.isEmpty();
    }

    /** Ends all, stage by stage, and removes cluster.json. Does nothing the second time. */
    void stop() {
        var started = beginStop();
        started.keySet().stream().map(Member::stopStage).distinct().sorted().forEach(stage -> {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                started.entrySet().stream()
                        .filter(entry -> entry.getKey().stopStage() == stage)
                        .forEach(entry -> threads.execute(
                                () -> entry.getValue().stop(entry.getKey().stopWait())));
            }
        });
        if (!started.isEmpty()) {
            data.clusterFile().remove();
        }
    }

    private synchronized Map<Member, ChildProcess> beginStop() {
        if (stopping) {
            return Map.of();
        }
        stopping = true;
        return new LinkedHashMap<>(processes);
    }
}
