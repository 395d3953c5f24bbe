package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;

/** How the invocations are shared among the two schedulers of a {@link TwinCluster}. */
final class SchedulerGroup implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final HearthCluster cluster;
    private final Admin admin;

    SchedulerGroup(HearthCluster cluster) {
        this.cluster = cluster;
        this.admin = Admin.create(Map.of("bootstrap.servers", cluster.file().kafka()));
    }

    /** Waits until Kafka has shared out the partitions of {@code hearth.invocations} so, the least share first. */
    void awaitShares(Integer... shares) {
        await("partitions shared as " + List.of(shares))
                .atMost(LONGEST)
                .pollInterval(200, MILLISECONDS)
                .until(this::shares, List.of(shares)::equals);
    }

    /** The scheduler in which calls of the function wait, once there are more than so many. */
    String awaitHolder(String function, int waiting) {
        var depth = "hearth_queue_depth{function=\"" + function + ".openfaas-fn\"}";
        return await("a scheduler in which more than " + waiting + " calls of " + function + " wait")
                .atMost(LONGEST)
                .until(
                        () -> Stream.of("scheduler-1", "scheduler-2")
                                .filter(scheduler ->
                                        Metrics.of(cluster, scheduler).value(depth) > waiting)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Partitions of each member, the least first; empty while they are being shared out anew. */
    private List<Integer> shares() {
        try {
            var group = admin.describeConsumerGroups(List.of(Topics.SCHEDULER_GROUP))
                    .all()
                    .get()
                    .get(Topics.SCHEDULER_GROUP);
            if (group == null || group.groupState() != GroupState.STABLE) {
                return List.of();
            }
            return group.members().stream()
                    .map(member -> member.assignment().topicPartitions().size())
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new AssertionError("the schedulers' group cannot be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
