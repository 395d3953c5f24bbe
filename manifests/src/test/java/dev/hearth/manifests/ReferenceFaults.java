package dev.hearth.manifests;

import static dev.hearth.manifests.Fault.set;
import static dev.hearth.manifests.Fault.withoutResource;

import dev.hearth.manifests.workload.ReferenceCheck;
import java.util.stream.Stream;

/** References to what is not there. */
final class ReferenceFaults {

    private static final String CPU = "overlays/cpu";
    private static final String LOCAL = "overlays/local";
    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    private ReferenceFaults() {}

    static Stream<Fault> references() {
        var check = new ReferenceCheck();
        return Stream.of(
                new Fault(
                        "a Service that selects nobody",
                        CPU,
                        check,
                        set("Service", "registry", "/spec/selector", "app.kubernetes.io/name", "registri"),
                        "Service/registry: its selector"),
                new Fault(
                        "a workload that does not select its pods",
                        CPU,
                        check,
                        set("StatefulSet", "worker", "/spec/template/metadata/labels", "app.kubernetes.io/name", "w"),
                        "does not meet its pods'"),
                new Fault(
                        "a target port without such a name",
                        CPU,
                        check,
                        set("Service", "gateway", "/spec/ports/0", "targetPort", "htpp"),
                        "target port htpp"),
                new Fault(
                        "a Service's port that its pods have not",
                        CPU,
                        check,
                        set("Service", "registry", "/spec/ports/0", "port", "80"),
                        "its port 80 is 8081"),
                new Fault(
                        "a budget for nobody",
                        CPU,
                        check,
                        set(
                                "PodDisruptionBudget",
                                "worker",
                                "/spec/selector/matchLabels",
                                "app.kubernetes.io/name",
                                "w"),
                        "nobody has its labels"),
                new Fault(
                        "a policy for nobody",
                        CPU,
                        check,
                        set("NetworkPolicy", "kafka", "/spec/podSelector/matchLabels", "strimzi.io/cluster", "other"),
                        "nobody has its labels"),
                new Fault(
                        "pods spread by others' labels",
                        CPU,
                        check,
                        set(
                                "Deployment",
                                "gateway",
                                POD + "/topologySpreadConstraints/1/labelSelector/matchLabels",
                                "app.kubernetes.io/name",
                                "registry"),
                        "spreads"),
                new Fault(
                        "a ConfigMap that is not there",
                        CPU,
                        check,
                        withoutResource("ConfigMap", "scheduler"),
                        "there is no ConfigMap/scheduler"),
                new Fault(
                        "a Secret that is not there",
                        CPU,
                        check,
                        withoutResource("Secret", "hearth-redis"),
                        "there is no Secret/hearth-redis"),
                new Fault(
                        "a claim that is not there",
                        LOCAL,
                        check,
                        withoutResource("PersistentVolumeClaim", "models"),
                        "there is no PersistentVolumeClaim/models"),
                new Fault(
                        "a volume that is not there",
                        CPU,
                        check,
                        set("StatefulSet", "worker", CONTAINER + "/volumeMounts/0", "name", "temp"),
                        "mounts temp"),
                new Fault(
                        "a service account that is not there",
                        CPU,
                        check,
                        withoutResource("ServiceAccount", "hearth"),
                        "there is no ServiceAccount/hearth"),
                new Fault(
                        "an autoscaler of nobody",
                        CPU,
                        check,
                        set("HorizontalPodAutoscaler", "registry", "/spec/scaleTargetRef", "name", "register"),
                        "there is no Deployment/register"),
                new Fault(
                        "a scaled object of nobody",
                        CPU,
                        check,
                        set("ScaledObject", "worker", "/spec/scaleTargetRef", "kind", "Deployment"),
                        "there is no Deployment/worker"),
                new Fault(
                        "a monitor that misses a service",
                        CPU,
                        check,
                        set("Service", "worker", "/metadata/labels", "app.kubernetes.io/part-of", "fire"),
                        "meets 3 Services instead of 4"),
                new Fault(
                        "a monitor of a port that is not there",
                        CPU,
                        check,
                        set("ServiceMonitor", "hearth", "/spec/endpoints/0", "port", "metrics"),
                        "has no port metrics"),
                new Fault(
                        "Kafka's nodes of another cluster",
                        CPU,
                        check,
                        set("KafkaNodePool", "node", "/metadata/labels", "strimzi.io/cluster", "other"),
                        "there is no Kafka/other"));
    }
}
