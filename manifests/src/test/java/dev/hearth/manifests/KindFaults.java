package dev.hearth.manifests;

import static dev.hearth.manifests.Fault.set;
import static dev.hearth.manifests.Fault.without;

import dev.hearth.manifests.schema.CoreKinds;
import dev.hearth.manifests.schema.CustomKinds;
import java.util.stream.Stream;

/** Resources that are not what their kinds allow. */
final class KindFaults {

    private static final String CPU = "overlays/cpu";
    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    private KindFaults() {}

    static Stream<Fault> kinds() {
        var core = new CoreKinds();
        var custom = new CustomKinds();
        return Stream.of(
                new Fault(
                        "an unknown field",
                        CPU,
                        core,
                        set("Deployment", "gateway", "/spec", "replica", "2"),
                        "Deployment/gateway"),
                new Fault(
                        "an unknown field deep inside",
                        CPU,
                        core,
                        set("StatefulSet", "worker", CONTAINER + "/livenessProbe/httpGet", "pth", "/"),
                        "StatefulSet/worker"),
                new Fault(
                        "a wrong type",
                        CPU,
                        core,
                        set("Deployment", "gateway", POD, "terminationGracePeriodSeconds", "'long'"),
                        "Deployment/gateway"),
                new Fault(
                        "a missing field",
                        CPU,
                        core,
                        without("HorizontalPodAutoscaler", "gateway", "/spec", "maxReplicas"),
                        "maxReplicas"),
                new Fault(
                        "a kind that does not exist",
                        CPU,
                        core,
                        set("PodDisruptionBudget", "gateway", "", "kind", "PodDisruptionBudgets"),
                        "there is no kind"),
                new Fault(
                        "an unknown field of Strimzi's",
                        CPU,
                        custom,
                        set("Kafka", "hearth", "/spec/kafka/listeners/0", "networkPolicyPeer", "[]"),
                        "networkPolicyPeer"),
                new Fault(
                        "a wrong value of Strimzi's",
                        CPU,
                        custom,
                        set("KafkaNodePool", "node", "/spec", "roles", "[brokers]"),
                        "KafkaNodePool/node"),
                new Fault(
                        "an unknown field of KEDA's",
                        CPU,
                        custom,
                        set("ScaledObject", "worker", "/spec", "maxReplicas", "8"),
                        "maxReplicas"),
                new Fault(
                        "a wrong type of KEDA's",
                        CPU,
                        custom,
                        set("ScaledObject", "worker", "/spec/triggers/0/metadata", "threshold", "16"),
                        "string expected"),
                new Fault(
                        "a missing field of KEDA's",
                        CPU,
                        custom,
                        without("ScaledObject", "worker", "/spec/scaleTargetRef", "name"),
                        "name"),
                new Fault(
                        "an unknown field of the Prometheus Operator's",
                        CPU,
                        custom,
                        set("ServiceMonitor", "hearth", "/spec/endpoints/0", "scrapeInterval", "15s"),
                        "scrapeInterval"),
                new Fault(
                        "a kind of nobody's",
                        CPU,
                        custom,
                        set("ServiceMonitor", "hearth", "", "apiVersion", "monitoring.coreos.com/v2"),
                        "nothing is known of"));
    }
}
