package dev.hearth.cli.cluster;

import dev.hearth.cli.local.ClusterFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends the processes that a cluster.json names, and no others: a process of another start time is a stranger. */
final class Shutdown {

    private static final Duration SUPERVISOR_WAIT = Duration.ofSeconds(30);
    private static final Duration LEFTOVER_WAIT = Duration.ofSeconds(5);

    private final Path data;

    Shutdown(Path data) {
        this.data = data;
    }

    /** Ends the supervisor, which ends the others, then whatever is left; returns how many processes there were. */
    int endAll() {
        var file = ClusterFile.in(data);
        var running = running(file);
        file.read().stream()
                .flatMap(cluster -> cluster.services().stream())
                .filter(service -> service.name().equals("supervisor"))
                .flatMap(service -> service.process().stream())
                .forEach(supervisor -> end(List.of(supervisor), SUPERVISOR_WAIT));
        end(running.stream().filter(ProcessHandle::isAlive).toList(), LEFTOVER_WAIT);
        file.remove();
        return running.size();
    }

    /** Ends what a killed supervisor left behind and that has not ended yet. */
    void endLeftovers(ClusterFile file) {
        end(running(file), LEFTOVER_WAIT);
        file.remove();
    }

    private static List<ProcessHandle> running(ClusterFile file) {
        return file.read().stream()
                .flatMap(cluster -> cluster.services().stream())
                .flatMap(service -> service.process().stream())
                .toList();
    }

    private static void end(List<ProcessHandle> processes, Duration longest) {
        processes.forEach(ProcessHandle::destroy);
        var deadline = System.nanoTime() + longest.toNanos();
        for (var process : processes) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
