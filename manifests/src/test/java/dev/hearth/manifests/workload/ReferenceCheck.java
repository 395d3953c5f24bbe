package dev.hearth.manifests.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What one resource says of another: labels that are selected, ports by name, resources by name. */
public final class ReferenceCheck implements Check {

    private static final Set<String> OF_PODS = Set.of("PodDisruptionBudget", "NetworkPolicy");

    @Override
    public List<String> findings(Manifests manifests) {
        return new Reading(manifests).findings();
    }

    private static final class Reading {
        private final Manifests manifests;
        private final List<Workload> workloads;
        private final List<String> findings = new ArrayList<>();

        Reading(Manifests manifests) {
            this.manifests = manifests;
            this.workloads = Workload.in(manifests).toList();
        }

        List<String> findings() {
            workloads.forEach(this::workload);
            manifests.ofKind("Service").forEach(this::service);
            manifests.resources().forEach(resource -> selected(resource, "/spec/selector/matchLabels", OF_PODS));
            manifests.resources().forEach(resource -> selected(resource, "/spec/podSelector/matchLabels", OF_PODS));
            manifests.ofKind("HorizontalPodAutoscaler").forEach(this::target);
            manifests.ofKind("ScaledObject").forEach(this::target);
            manifests.ofKind("ServiceMonitor").forEach(this::monitor);
            manifests
                    .ofKind("KafkaNodePool")
                    .forEach(pool -> mustExist(
                            pool,
                            "Kafka",
                            pool.at("/metadata/labels")
                                    .path("strimzi.io/cluster")
                                    .asText()));
            return findings;
        }

        private void workload(Workload workload) {
            var resource = workload.resource();
            var own = resource.strings("/spec/selector/matchLabels");
            if (own.isEmpty() || !meets(own, workload.labels())) {
                findings.add(resource.id() + ": its selector " + own + " does not meet its pods' " + workload.labels());
            }
            Resource.elements(workload.pod().path("topologySpreadConstraints")).forEach(spread -> {
                var spreads = Resource.strings(spread.at("/labelSelector/matchLabels"));
                if (spreads.isEmpty() || !meets(spreads, workload.labels())) {
                    findings.add(resource.id() + ": spreads " + spreads + ", its pods have " + workload.labels());
                }
            });
            named(resource, "ServiceAccount", workload.pod().path("serviceAccountName"));
            Resource.elements(workload.container().path("envFrom")).forEach(source -> {
                named(resource, "ConfigMap", source.at("/configMapRef/name"));
                named(resource, "Secret", source.at("/secretRef/name"));
            });
            Resource.elements(workload.container().path("env")).forEach(variable -> {
                named(resource, "ConfigMap", variable.at("/valueFrom/configMapKeyRef/name"));
                named(resource, "Secret", variable.at("/valueFrom/secretKeyRef/name"));
            });
            volumes(workload);
            if (resource.kind().equals("StatefulSet")) {
                named(resource, "Service", resource.at("/spec/serviceName"));
            }
        }

        private void volumes(Workload workload) {
            var resource = workload.resource();
            var volumes = Resource.elements(workload.pod().path("volumes"))
                    .map(volume -> volume.path("name").asText())
                    .collect(Collectors.toSet());
            Resource.elements(resource.at("/spec/volumeClaimTemplates"))
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            Resource.elements(workload.container().path("volumeMounts"))
                    .map(mount -> mount.path("name").asText())
                    .filter(name -> !volumes.contains(name))
                    .forEach(name -> findings.add(resource.id() + ": mounts " + name + ", its volumes are " + volumes));
            Resource.elements(workload.pod().path("volumes"))
                    .forEach(volume ->
                            named(resource, "PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName")));
        }

        private void service(Resource service) {
            var selector = service.strings("/spec/selector");
            var selected = workloads.stream()
                    .filter(workload -> !selector.isEmpty() && meets(selector, workload.labels()))
                    .toList();
            if (selected.size() != 1) {
                findings.add(service.id() + ": its selector " + selector + " meets " + selected.size()
                        + " workloads instead of one");
                return;
            }
            var ports = selected.getFirst().ports();
            Resource.elements(service.at("/spec/ports")).forEach(port -> {
                var target = port.path("targetPort").asText();
                if (!ports.containsKey(target)) {
                    findings.add(service.id() + ": its target port " + target + " is none of the pods' " + ports);
                } else if (port.path("port").asInt() != ports.get(target)) {
                    findings.add(service.id() + ": its port " + port.path("port") + " is " + ports.get(target)
                            + " in the pods, and network policies count by those");
                }
            });
        }

        /** Budgets and policies select somebody, if anybody in particular. */
        private void selected(Resource resource, String pointer, Set<String> kinds) {
            var selector = resource.strings(pointer);
            if (kinds.contains(resource.kind())
                    && !selector.isEmpty()
                    && workloads.stream().noneMatch(workload -> meets(selector, workload.labels()))
                    && manifests.ofKind("Kafka").noneMatch(kafka -> meets(selector, StrimziPods.labels(kafka)))) {
                findings.add(resource.id() + ": nobody has its labels " + selector);
            }
        }

        private void target(Resource scaler) {
            var target = scaler.at("/spec/scaleTargetRef");
            mustExist(scaler, target.path("kind").asText(), target.path("name").asText());
        }

        /** It selects a Service of each of Hearth's workloads, and a port that all of these have. */
        private void monitor(Resource monitor) {
            var selector = monitor.strings("/spec/selector/matchLabels");
            var services = manifests
                    .ofKind("Service")
                    .filter(service -> meets(selector, service.strings("/metadata/labels")))
                    .toList();
            var workloadsOfHearth = workloads.stream()
                    .filter(workload -> workload.service().isPresent())
                    .count();
            if (services.size() != workloadsOfHearth) {
                findings.add(monitor.id() + ": its selector " + selector + " meets " + services.size()
                        + " Services instead of " + workloadsOfHearth);
            }
            var port = monitor.at("/spec/endpoints/0/port").asText();
            services.stream()
                    .filter(service -> Resource.elements(service.at("/spec/ports"))
                            .noneMatch(
                                    candidate -> candidate.path("name").asText().equals(port)))
                    .forEach(service -> findings.add(monitor.id() + ": " + service.id() + " has no port " + port));
        }

        private void named(Resource resource, String kind, JsonNode name) {
            if (!name.isMissingNode()) {
                mustExist(resource, kind, name.asText());
            }
        }

        private void mustExist(Resource resource, String kind, String name) {
            if (manifests.find(kind, name).isEmpty()) {
                findings.add(resource.id() + ": there is no " + kind + "/" + name);
            }
        }

        private static boolean meets(Map<String, String> selector, Map<String, String> labels) {
            return labels.entrySet().containsAll(selector.entrySet());
        }
    }
}
