package dev.hearth.manifests;

import static dev.hearth.manifests.Fault.append;
import static dev.hearth.manifests.Fault.set;
import static dev.hearth.manifests.Fault.without;
import static dev.hearth.manifests.Fault.withoutResource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.manifests.network.ArrowCheck;
import dev.hearth.manifests.schema.CoreKinds;
import dev.hearth.manifests.schema.CustomKinds;
import dev.hearth.manifests.settings.SettingsCheck;
import dev.hearth.manifests.workload.ConfinementCheck;
import dev.hearth.manifests.workload.DrainCheck;
import dev.hearth.manifests.workload.FleetCheck;
import dev.hearth.manifests.workload.LogCheck;
import dev.hearth.manifests.workload.MemoryCheck;
import dev.hearth.manifests.workload.ProbeCheck;
import dev.hearth.manifests.workload.ReferenceCheck;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check finds what it is there for, and says it of nothing else. */
@EnabledIf(value = "dev.hearth.manifests.Manifests#canRender", disabledReason = Manifests.REQUIREMENT)
class PlantedFaultsTest {

    private static final String CPU = "overlays/cpu";
    private static final String GPU = "overlays/gpu";
    private static final String LOCAL = "overlays/local";
    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = POD + "/containers/0";
    private static final String KAFKA_CONFIG = "/spec/kafka/config";

    private static final Map<String, Manifests> RENDERED = new HashMap<>();

    @ParameterizedTest
    @MethodSource({
        "kinds",
        "references",
        "settings",
        "probesAndDrains",
        "confinement",
        "fleets",
        "memory",
        "log",
        "arrows"
    })
    void isFound(Fault fault) {
        var manifests = RENDERED.computeIfAbsent(fault.overlay(), Manifests::render);
        assertThat(fault.check().findings(manifests)).isEmpty();

        var broken = fault.plant().apply(manifests.copy());

        assertThat(fault.check().findings(broken)).anyMatch(finding -> finding.contains(fault.finding()));
    }

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

    static Stream<Fault> settings() {
        var check = new SettingsCheck();
        return Stream.of(
                new Fault(
                        "a variable in a ConfigMap that is nobody's property",
                        CPU,
                        check,
                        set("ConfigMap", "gateway", "/data", "HEARTH_GATEWAY_REGISTRY_URI", "http://registry:8081"),
                        "gateway-service has no property for HEARTH_GATEWAY_REGISTRY_URI"),
                new Fault(
                        "a variable that is another service's property",
                        CPU,
                        check,
                        set("ConfigMap", "worker", "/data", "SPRING_DATA_REDIS_URL", "redis://redis:6379"),
                        "gpu-worker-service has no property for SPRING_DATA_REDIS_URL"),
                new Fault(
                        "a variable in a Secret that is nobody's property",
                        CPU,
                        check,
                        set("Secret", "hearth-management", "/data", "HEARTH_GATEWAY_MANAGEMENT_PASS", "YQ=="),
                        "has no property for HEARTH_GATEWAY_MANAGEMENT_PASS"),
                new Fault(
                        "a container's own variable that is nobody's property",
                        CPU,
                        check,
                        append("StatefulSet", "scheduler", CONTAINER + "/env", "{name: HEARTH_INSTANCES, value: a}"),
                        "scheduler-service has no property for HEARTH_INSTANCES"),
                new Fault(
                        "a default said again",
                        LOCAL,
                        check,
                        set("ConfigMap", "worker", "/data", "HEARTH_WORKER_DEVICE_COUNT", "'2'"),
                        "is the default of hearth.worker.device.count"));
    }

    static Stream<Fault> probesAndDrains() {
        var probes = new ProbeCheck();
        var drains = new DrainCheck();
        return Stream.of(
                new Fault(
                        "a probe of an endpoint that does not exist",
                        CPU,
                        probes,
                        set("Deployment", "gateway", CONTAINER + "/readinessProbe/httpGet", "path", "/ready"),
                        "asks /ready"),
                new Fault(
                        "a restart for what others lack",
                        CPU,
                        probes,
                        set(
                                "StatefulSet",
                                "worker",
                                CONTAINER + "/livenessProbe/httpGet",
                                "path",
                                "/actuator/health/readiness"),
                        "livenessProbe asks /actuator/health/readiness"),
                new Fault(
                        "a missing probe",
                        CPU,
                        probes,
                        without("Deployment", "registry", CONTAINER, "startupProbe"),
                        "startupProbe asks"),
                new Fault(
                        "a probe of another port",
                        CPU,
                        probes,
                        set("StatefulSet", "scheduler", CONTAINER + "/startupProbe/httpGet", "port", "8080"),
                        "asks port 8080"),
                new Fault(
                        "a port where nobody listens",
                        CPU,
                        probes,
                        set("StatefulSet", "scheduler", CONTAINER + "/ports/0", "containerPort", "8080"),
                        "the service listens on 8082"),
                new Fault(
                        "metrics where there are none",
                        CPU,
                        probes,
                        set("ServiceMonitor", "hearth", "/spec/endpoints/0", "path", "/metrics"),
                        "has no /metrics"),
                new Fault(
                        "a grace period shorter than the drain",
                        CPU,
                        drains,
                        set("Deployment", "gateway", POD, "terminationGracePeriodSeconds", "70"),
                        "is killed after"),
                new Fault(
                        "a grace period shorter than an import's end",
                        CPU,
                        drains,
                        set("Deployment", "registry", POD, "terminationGracePeriodSeconds", "90"),
                        "Deployment/registry: is killed after"),
                new Fault(
                        "the default grace period",
                        CPU,
                        drains,
                        without("StatefulSet", "worker", POD, "terminationGracePeriodSeconds"),
                        "is killed after PT30S"),
                new Fault(
                        "a drain made longer than the grace period",
                        CPU,
                        drains,
                        set("ConfigMap", "worker", "/data", "HEARTH_WORKER_REPORT_DRAIN_TIMEOUT", "60s"),
                        "StatefulSet/worker: is killed after"));
    }

    static Stream<Fault> confinement() {
        var check = new ConfinementCheck();
        return Stream.of(
                confinement(check, "root", without("Deployment", "gateway", POD + "/securityContext", "runAsNonRoot")),
                confinement(
                        check,
                        "another user",
                        set("Deployment", "gateway", POD + "/securityContext", "runAsUser", "1")),
                confinement(
                        check,
                        "a writable image",
                        without("StatefulSet", "worker", CONTAINER + "/securityContext", "readOnlyRootFilesystem")),
                confinement(
                        check,
                        "capabilities",
                        without("Deployment", "redis", CONTAINER + "/securityContext", "capabilities")),
                confinement(
                        check,
                        "all system calls",
                        without("StatefulSet", "scheduler", POD + "/securityContext", "seccompProfile")),
                confinement(
                        check,
                        "more privileges",
                        set(
                                "Deployment",
                                "registry",
                                CONTAINER + "/securityContext",
                                "allowPrivilegeEscalation",
                                "true")),
                confinement(
                        check,
                        "a token for the API server",
                        without("Deployment", "gateway", POD, "automountServiceAccountToken")),
                confinement(
                        check, "variables of Services", without("Deployment", "gateway", POD, "enableServiceLinks")),
                confinement(
                        check,
                        "nowhere to write",
                        set("StatefulSet", "worker", CONTAINER + "/volumeMounts/0", "mountPath", "/temp")));
    }

    private static Fault confinement(Check check, String what, UnaryOperator<Manifests> plant) {
        return new Fault(what, CPU, check, plant, ": ");
    }

    static Stream<Fault> fleets() {
        var check = new FleetCheck();
        return Stream.of(
                new Fault(
                        "more schedulers than are listed",
                        CPU,
                        check,
                        set("StatefulSet", "scheduler", "/spec", "replicas", "3"),
                        "the pods are scheduler-0,scheduler-1,scheduler-2"),
                new Fault(
                        "fewer devices than GPUs",
                        GPU,
                        check,
                        set("StatefulSet", "worker", CONTAINER + "/resources/limits", "nvidia.com/gpu", "4"),
                        "has 4 GPUs and hearth.worker.device.count 1"),
                new Fault(
                        "GPUs that are not asked for",
                        GPU,
                        check,
                        without("StatefulSet", "worker", CONTAINER + "/resources/limits", "nvidia.com/gpu"),
                        "devices of kind cuda"),
                new Fault(
                        "replicas that autoscaling and kubectl apply would fight over",
                        CPU,
                        check,
                        set("StatefulSet", "worker", "/spec", "replicas", "3"),
                        "something scales it"),
                new Fault(
                        "names that are not the pods'",
                        CPU,
                        check,
                        set(
                                "Deployment",
                                "gateway",
                                CONTAINER + "/env/0/valueFrom/fieldRef",
                                "fieldPath",
                                "spec.nodeName"),
                        "HEARTH_INSTANCE is not the pod's name"),
                new Fault(
                        "workers that advertise themselves elsewhere",
                        CPU,
                        check,
                        set("StatefulSet", "worker", CONTAINER + "/env/1", "name", "HEARTH_WORKER_REPORT_HOST"),
                        "is not the pod's address"),
                new Fault(
                        "models looked for elsewhere",
                        CPU,
                        check,
                        set("ConfigMap", "registry", "/data", "HEARTH_MODELS_DIRECTORY", "/models"),
                        "looks for models in /models"),
                new Fault(
                        "workers that could write models",
                        CPU,
                        check,
                        without("StatefulSet", "worker", CONTAINER + "/volumeMounts/1", "readOnly"),
                        "mounts models writable"),
                new Fault(
                        "management open to everybody",
                        CPU,
                        check,
                        without("Secret", "hearth-management", "/data", "HEARTH_GATEWAY_MANAGEMENT_USER"),
                        "everybody may manage"),
                new Fault(
                        "a metric that nobody has",
                        CPU,
                        check,
                        set("ScaledObject", "worker", "/spec/triggers/0/metadata", "query", "sum(hearth_queue_size)"),
                        "docs/metrics.md has no hearth_queue_size"));
    }

    static Stream<Fault> memory() {
        var check = new MemoryCheck();
        return Stream.of(
                new Fault(
                        "a host tier that is larger than the container",
                        CPU,
                        check,
                        set("ConfigMap", "worker", "/data", "HEARTH_WORKER_HOST_TIER_MEMORY", "4GB"),
                        "StatefulSet/worker: may take"),
                new Fault(
                        "devices that are larger than the container",
                        CPU,
                        check,
                        set("ConfigMap", "worker", "/data", "HEARTH_WORKER_DEVICE_MEMORY", "1GB"),
                        "StatefulSet/worker: may take"),
                new Fault(
                        "a heap without a bound",
                        CPU,
                        check,
                        set("Deployment", "gateway", CONTAINER, "env", "[]"),
                        "has no limit"));
    }

    static Stream<Fault> log() {
        var check = new LogCheck();
        return Stream.of(
                new Fault("two nodes", CPU, check, set("KafkaNodePool", "node", "/spec", "replicas", "2"), "below 3"),
                new Fault(
                        "one copy in sync",
                        CPU,
                        check,
                        set("Kafka", "hearth", KAFKA_CONFIG, "min.insync.replicas", "1"),
                        "min.insync.replicas is 1"),
                new Fault(
                        "records that are too large",
                        CPU,
                        check,
                        set("Kafka", "hearth", KAFKA_CONFIG, "message.max.bytes", "16777216"),
                        "message.max.bytes"),
                new Fault(
                        "topics out of nowhere",
                        CPU,
                        check,
                        without("Kafka", "hearth", KAFKA_CONFIG, "auto.create.topics.enable"),
                        "creates topics by itself"),
                new Fault(
                        "records that are too large for the single node",
                        LOCAL,
                        check,
                        set("StatefulSet", "kafka", CONTAINER, "env", "[]"),
                        "KAFKA_MESSAGE_MAX_BYTES"));
    }

    /** Arrows are taken away, and walls opened. */
    static Stream<Fault> arrows() {
        return Stream.concat(missing(), surplus());
    }

    private static Stream<Fault> missing() {
        return Stream.of(
                missing("client -> gateway TCP 8080", without("NetworkPolicy", "gateway", "/spec", "ingress")),
                missing("gateway -> registry TCP 8081", without("NetworkPolicy", "gateway", "/spec", "egress")),
                missing("gateway -> registry TCP 8081", withoutResource("NetworkPolicy", "registry")),
                missing("registry -> redis TCP 6379", without("NetworkPolicy", "registry", "/spec", "egress")),
                missing(
                        "scheduler -> redis TCP 6379",
                        set("NetworkPolicy", "redis", "/spec/ingress/0/ports/0", "port", "6380")),
                missing("scheduler -> worker TCP 8083", withoutResource("NetworkPolicy", "scheduler")),
                missing(
                        "scheduler -> worker TCP 8083",
                        set(
                                "NetworkPolicy",
                                "worker",
                                "/spec/ingress/0/from/0/podSelector/matchLabels",
                                "app.kubernetes.io/name",
                                "gateway")),
                missing("worker -> kafka TCP 9092", withoutResource("NetworkPolicy", "log")),
                missing("kafka -> kafka TCP 9091", without("NetworkPolicy", "kafka", "/spec", "egress")),
                missing(
                        "operator -> kafka TCP 8443",
                        set("NetworkPolicy", "kafka", "/spec/ingress/2/ports/2", "port", "8444")),
                missing("prometheus -> worker TCP 8083", withoutResource("NetworkPolicy", "prometheus")),
                missing("gateway -> resolver UDP 53", withoutResource("NetworkPolicy", "name-resolution")));
    }

    private static Stream<Fault> surplus() {
        return Stream.of(
                surplus(
                        "gateway -> redis TCP 6379",
                        set("NetworkPolicy", "gateway", "/spec", "egress", "[{}]")
                                .andThen(without("NetworkPolicy", "redis", "/spec/ingress/0", "from"))),
                surplus("client -> redis TCP 6379", without("NetworkPolicy", "redis", "/spec/ingress/0", "from")),
                surplus(
                        "client -> registry TCP 8081",
                        set("NetworkPolicy", "registry", "/spec/ingress/0", "from", "[{namespaceSelector: {}}]")),
                surplus("worker -> internet TCP 443", set("NetworkPolicy", "log", "/spec", "egress", "[{}]")),
                surplus(
                        "client -> worker TCP 8083",
                        set("NetworkPolicy", "worker", "/spec/ingress/0", "from", "[{ipBlock: {cidr: 10.0.0.0/8}}]")),
                surplus(
                        "grafana -> scheduler TCP 8082",
                        without("NetworkPolicy", "prometheus", "/spec/ingress/0/from/0", "podSelector")),
                surplus(
                        "scheduler -> worker TCP 22",
                        without("NetworkPolicy", "scheduler", "/spec/egress/0", "ports")
                                .andThen(without("NetworkPolicy", "worker", "/spec/ingress/0", "ports"))),
                surplus(
                        "client -> kafka TCP 9092",
                        without("Kafka", "hearth", "/spec/kafka/listeners/0", "networkPolicyPeers")),
                surplus("client -> stranger TCP 443", withoutResource("NetworkPolicy", "deny-all")),
                surplus("internet -> worker TCP 8083", set("NetworkPolicy", "worker", "/spec", "ingress", "[{}]")));
    }

    private static Fault missing(String arrow, Function<Manifests, Manifests> plant) {
        return new Fault(arrow + " cut", CPU, new ArrowCheck(), plant::apply, arrow + " is an arrow");
    }

    private static Fault surplus(String arrow, Function<Manifests, Manifests> plant) {
        return new Fault(arrow + " open", CPU, new ArrowCheck(), plant::apply, arrow + " is allowed");
    }
}
