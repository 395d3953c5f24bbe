package dev.hearth.manifests;

import static dev.hearth.manifests.Fault.append;
import static dev.hearth.manifests.Fault.set;
import static dev.hearth.manifests.Fault.without;

import dev.hearth.manifests.settings.SettingsCheck;
import dev.hearth.manifests.workload.LogCheck;
import dev.hearth.manifests.workload.MemoryCheck;
import java.util.stream.Stream;

/** Settings that are not, repeat themselves, or take more than there is. */
final class SettingFaults {

    private static final String CPU = "overlays/cpu";
    private static final String LOCAL = "overlays/local";
    private static final String CONTAINER = "/spec/template/spec/containers/0";
    private static final String KAFKA_CONFIG = "/spec/kafka/config";

    private SettingFaults() {}

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
}
