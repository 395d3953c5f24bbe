package dev.hearth.manifests;

import static dev.hearth.manifests.Fault.set;
import static dev.hearth.manifests.Fault.without;

import dev.hearth.manifests.workload.ConfinementCheck;
import dev.hearth.manifests.workload.DrainCheck;
import dev.hearth.manifests.workload.FleetCheck;
import dev.hearth.manifests.workload.ProbeCheck;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Pods that are probed, ended, confined or counted wrongly. */
final class PodFaults {

    private static final String CPU = "overlays/cpu";
    private static final String GPU = "overlays/gpu";
    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    private PodFaults() {}

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
}
