package dev.hearth.manifests.workload;

import dev.hearth.manifests.Resource;
import java.util.Map;
import java.util.Set;

/** What Strimzi makes of a Kafka resource, as far as other resources refer to it. */
public final class StrimziPods {

    /** Control plane, replication, agent. */
    public static final Set<Integer> OWN_PORTS = Set.of(9090, 9091, 8443);

    private StrimziPods() {}

    /** Of the nodes' pods. */
    public static Map<String, String> labels(Resource kafka) {
        return Map.of(
                "app.kubernetes.io/name", "kafka",
                "app.kubernetes.io/instance", kafka.name(),
                "strimzi.io/cluster", kafka.name());
    }
}
