package dev.hearth.cli.endtoend;

import dev.hearth.contracts.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * Two gateways, two schedulers and one GPU, with a function for each partition of {@code hearth.invocations}: whoever has
 * partitions has functions. Tests end its processes, and start each again.
 */
final class TwinCluster extends ClusterFlavour {

    private static final int MANY = 1000;

    /** Names of the functions, each of a model of its own that adds 1. */
    static final List<String> FUNCTIONS = functions();

    /** Name of one more function, an embedding. */
    static final String SLOW = "twin-slow";

    private static List<String> functions() {
        var partitions = partitions();
        var byPartition = new TreeMap<Integer, String>();
        for (var i = 0; i < MANY && byPartition.size() < partitions; i++) {
            var name = "twin-" + i;
            var key = (name + ".openfaas-fn#0").getBytes(StandardCharsets.UTF_8);
            byPartition.putIfAbsent(BuiltInPartitioner.partitionForKey(key, partitions), name);
        }
        return List.copyOf(byPartition.values());
    }

    /** Of {@code hearth.invocations}. */
    static int partitions() {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(Topics.INVOCATIONS))
                .findFirst()
                .orElseThrow()
                .partitions(false);
    }

    @Override
    HearthCluster start() {
        var cluster = HearthCluster.start(
                "twin",
                "--schedulers",
                "2",
                "--gateways",
                "2",
                "--workers",
                "1",
                "--devices",
                "1",
                "--samples",
                "none");
        deployFunctions(cluster);
        new ModelCopies(cluster).addAll(List.of(SLOW));
        cluster.caller().invoke(SLOW, "guitar").requireSuccess();
        return cluster;
    }

    /** Those of each partition. */
    static void deployFunctions(HearthCluster cluster) {
        for (var function : FUNCTIONS) {
            var model = new AddingModel(function, 1);
            model.importInto(cluster);
            var deployed = cluster.caller().manage("POST", "/system/functions", model.deployment());
            if (deployed.status() != 202) {
                throw new AssertionError(function + " is not deployed: " + deployed.text());
            }
        }
    }
}
