package dev.hearth.manifests.workload;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import java.util.ArrayList;
import java.util.List;

/** Kafka keeps three copies, of which two must have a record, and takes the largest. */
public final class LogCheck implements Check {

    private static final int COPIES = 3;
    private static final int IN_SYNC = 2;

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests.ofKind("KafkaNodePool").forEach(pool -> atLeast(pool, "/spec/replicas", COPIES, findings));
        manifests.ofKind("Kafka").forEach(kafka -> {
            atLeast(kafka, "/spec/kafka/config/default.replication.factor", COPIES, findings);
            atLeast(kafka, "/spec/kafka/config/offsets.topic.replication.factor", COPIES, findings);
            atLeast(kafka, "/spec/kafka/config/min.insync.replicas", IN_SYNC, findings);
            atLeast(kafka, "/spec/kafka/config/message.max.bytes", Topics.MESSAGE_LIMIT_BYTES, findings);
            atLeast(kafka, "/spec/kafka/config/replica.fetch.max.bytes", Topics.MESSAGE_LIMIT_BYTES, findings);
            if (!kafka.at("/spec/kafka/config/auto.create.topics.enable")
                    .asText()
                    .equals("false")) {
                findings.add(kafka.id() + ": creates topics by itself");
            }
        });
        manifests.find("StatefulSet", "kafka").map(Workload::new).ifPresent(kafka -> {
            var environment = kafka.environment(manifests);
            for (var limit : List.of("KAFKA_MESSAGE_MAX_BYTES", "KAFKA_REPLICA_FETCH_MAX_BYTES")) {
                if (Integer.parseInt(environment.getOrDefault(limit, "0")) < Topics.MESSAGE_LIMIT_BYTES) {
                    findings.add(kafka.resource().id() + ": " + limit + " is below " + Topics.MESSAGE_LIMIT_BYTES);
                }
            }
        });
        return findings;
    }

    private static void atLeast(Resource resource, String pointer, int least, List<String> findings) {
        if (resource.at(pointer).asInt() < least) {
            findings.add(resource.id() + ": " + pointer + " is " + resource.at(pointer) + ", below " + least);
        }
    }
}
