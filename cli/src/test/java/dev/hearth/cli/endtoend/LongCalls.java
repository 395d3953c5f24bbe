package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.InvocationCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Calls of an embedding function that keep a GPU busy for a while, made from threads of their own. */
final class LongCalls implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final HearthCluster cluster;
    private final LogReader.Position start;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    LongCalls(HearthCluster cluster) {
        this.cluster = cluster;
        this.start = cluster.log().end(Topics.INVOCATIONS);
    }

    /** @param texts of each call; some hundredths of a second each */
    List<CompletableFuture<Answer>> send(String function, int calls, int texts) {
        var text = "the river runs under a bridge of stone and nobody hears it ".repeat(8);
        var body = "[" + String.join(",", Collections.nCopies(texts, "\"" + text + "\"")) + "]";
        var answers = new ArrayList<CompletableFuture<Answer>>();
        for (var i = 0; i < calls; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> cluster.caller().invokeWithJson(function, body), threads));
        }
        return answers;
    }

    /** Returns the ids of the calls of a function that were accepted since this was made, once there are so many. */
    List<String> awaitAccepted(String function, int calls) {
        return await(calls + " accepted calls of " + function)
                .atMost(LONGEST)
                .until(() -> accepted(function), ids -> ids.size() >= calls);
    }

    /** Waits until one of them computes. */
    void awaitComputing(String function, List<String> ids) {
        var residency = new Residency(cluster);
        await("a call of " + function + " that computes")
                .atMost(LONGEST)
                .pollInterval(20, MILLISECONDS)
                .until(() -> ids.stream()
                        .map(id -> residency.computing(id, function))
                        .anyMatch(Optional::isPresent));
    }

    private List<String> accepted(String function) {
        return cluster.log().since(start).stream()
                .map(InvocationCodec::read)
                .filter(invocation -> invocation.function().equals(function))
                .map(InvocationRecord::id)
                .toList();
    }

    @Override
    public void close() {
        threads.close();
    }
}
