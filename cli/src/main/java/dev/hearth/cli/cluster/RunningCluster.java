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
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The started processes of a cluster. One that ends by itself is told of and not started again unless somebody asks for it;
 * the others run on.
 *
 * <p>Thread-safe: it may be stopped while it starts, and while a process is restarted.
 */
final class RunningCluster {

    private static final Duration SHORTEST_READY_WAIT = Duration.ofSeconds(60);

    /** Processes that start together share the cores, perhaps with other work. */
    private static final Duration READY_WAIT_EACH = Duration.ofSeconds(12);

    private static final String BEING_STOPPED = "the cluster is being stopped";

    private final DataDirectory data;
    private final Progress progress;
    private final String kafka;
    private final String redis;

    /** By instance, in the order of their first start; guarded by this. */
    private final SequencedMap<String, Running> processes = new LinkedHashMap<>();

    private final Set<ChildProcess> askedToEnd = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** A process and what it was started as; it may have ended since. */
    private record Running(Member member, ChildProcess process) {

        void awaitReady(Duration longest) throws InterruptedException {
            process.awaitReady(member.ready(), longest);
        }
    }

    /**
     * @param kafka {@code HOST:PORT}, as cluster.json is to tell it
     * @param redis the same
     */
    RunningCluster(DataDirectory data, Progress progress, String kafka, String redis) {
        this.data = data;
        this.progress = progress;
        this.kafka = kafka;
        this.redis = redis;
    }

    /**
     * Starts all and writes cluster.json.
     *
     * @throws ChildFailedException if one cannot be started
     */
    void start(List<Member> members) throws IOException {
        for (var member : members) {
            start(member);
        }
        writeFile();
    }

    private synchronized Running start(Member member) {
        if (stopping) {
            throw new ChildFailedException(BEING_STOPPED);
        }
        data.emptyTemporary(member.instance());
        var process = ChildProcess.start(member.command());
        var running = new Running(member, process);
        processes.put(member.instance(), running);
        var _ = process.ended().thenAccept(status -> {
            if (!stopping && !askedToEnd.remove(process)) {
                progress.say(process.name() + " ended with exit code " + status + "; its log is " + process.log());
            }
        });
        return running;
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
            started.forEach(running -> waits.submit(() -> {
                running.awaitReady(longest);
                progress.say(running.process().name() + " is ready (" + progress.elapsed() + ")");
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

    /**
     * Ends a service's process if it still runs, starts it again on its port, and returns once it is ready: a minute at most,
     * beside the time it takes to end. For one thread at a time.
     *
     * @param more settings, which win over those it had; it keeps them unless it ends at once
     * @throws IllegalArgumentException if there is no such service, naming those there are
     * @throws ChildFailedException if it cannot be started, ends, or is not ready in time; it runs on in the last case
     */
    void restart(String instance, Settings more) throws IOException, InterruptedException {
        var before = service(instance);
        if (before.process().isAlive()) {
            askedToEnd.add(before.process());
        }
        before.process().stop(before.member().stopWait());
        var again = start(before.member().with(more));
        writeFile();
        try {
            again.awaitReady(SHORTEST_READY_WAIT);
        } catch (ChildFailedException e) {
            forgetSettings(again, before.member());
            throw stopping ? new ChildFailedException(BEING_STOPPED, e) : e;
        }
    }

    private synchronized Running service(String instance) {
        var running = processes.get(instance);
        if (running == null || !running.member().isService()) {
            throw new IllegalArgumentException(
                    "'" + instance + "' cannot be restarted; the services of this cluster are "
                            + processes.values().stream()
                                    .map(Running::member)
                                    .filter(Member::isService)
                                    .map(Member::instance)
                                    .collect(Collectors.joining(", ")));
        }
        return running;
    }

    /** With what a process cannot live with, the next restart would fail too. */
    private synchronized void forgetSettings(Running failed, Member before) {
        if (!failed.process().isAlive()) {
            processes.replace(before.instance(), failed, new Running(before, failed.process()));
        }
    }

    private synchronized List<Running> snapshot() {
        return List.copyOf(processes.values());
    }

    /** Never after {@link #stop} began: it removes the file. */
    private synchronized void writeFile() throws IOException {
        if (!stopping) {
            data.clusterFile().write(describe());
        }
    }

    private ClusterFile.Cluster describe() {
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
                .forEach(running -> services.add(new ClusterFile.Service(
                        running.member().name(),
                        running.member().index(),
                        running.process().pid(),
                        running.process().startedAt(),
                        running.member().port(),
                        running.member().managementPort(),
                        running.process().log().toString())));
        return new ClusterFile.Cluster(services, kafka, redis);
    }

    /** Whether anything was started that nobody has begun to end. */
    synchronized boolean isRunning() {
        return !stopping && !processes.isEmpty();
    }

    /** Ends all, stage by stage, and removes cluster.json. Does nothing the second time. */
    void stop() {
        var started = beginStop();
        started.stream()
                .map(running -> running.member().stopStage())
                .distinct()
                .sorted()
                .forEach(stage -> {
                    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                        started.stream()
                                .filter(running -> running.member().stopStage() == stage)
                                .forEach(running -> threads.execute(() ->
                                        running.process().stop(running.member().stopWait())));
                    }
                });
        if (!started.isEmpty()) {
            data.clusterFile().remove();
        }
    }

    private synchronized List<Running> beginStop() {
        if (stopping) {
            return List.of();
        }
        stopping = true;
        return snapshot();
    }
}
