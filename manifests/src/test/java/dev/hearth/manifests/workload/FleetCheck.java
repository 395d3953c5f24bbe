package dev.hearth.manifests.workload;

import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import dev.hearth.manifests.observability.MetricsPage;
import dev.hearth.manifests.settings.ServiceModule;
import dev.hearth.manifests.settings.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How many there are of each service, what they are called, what they share, and what their number follows. */
public final class FleetCheck implements Check {

    private static final String GPUS = "/resources/limits/nvidia.com~1gpu";

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        Workload.in(manifests)
                .forEach(workload -> workload.service().ifPresent(service -> {
                    var fleet = new Fleet(manifests, workload, service);
                    findings.addAll(fleet.findings());
                }));
        manifests.ofKind("ScaledObject").forEach(scaler -> metricsExist(scaler, findings));
        return findings;
    }

    private static void metricsExist(Resource scaler, List<String> findings) {
        Resource.elements(scaler.at("/spec/triggers"))
                .map(trigger -> trigger.at("/metadata/query").asText())
                .flatMap(query -> MetricsPage.unknownIn(query).stream())
                .forEach(metric -> findings.add(scaler.id() + ": docs/metrics.md has no " + metric));
    }

    private record Fleet(Manifests manifests, Workload workload, ServiceModule service) {

        List<String> findings() {
            var findings = new ArrayList<String>();
            var id = workload.resource().id();
            if (isScaled() && !workload.resource().at("/spec/replicas").isMissingNode()) {
                findings.add(id + ": says replicas although something scales it");
            }
            if (!fieldOf("HEARTH_INSTANCE").equals(Optional.of("metadata.name"))) {
                findings.add(id + ": HEARTH_INSTANCE is not the pod's name");
            }
            switch (service) {
                case SCHEDULER -> schedulers(id).ifPresent(findings::add);
                case WORKER -> {
                    gpus(id).ifPresent(findings::add);
                    if (!fieldOf("HEARTH_WORKER_REPORT_ADVERTISED_HOST").equals(Optional.of("status.podIP"))) {
                        findings.add(id + ": HEARTH_WORKER_REPORT_ADVERTISED_HOST is not the pod's address");
                    }
                    models(id, true, findings);
                }
                case REGISTRY -> models(id, false, findings);
                case GATEWAY -> {
                    if (setting("hearth.gateway.management.user").isEmpty()) {
                        findings.add(id + ": everybody may manage");
                    }
                }
            }
            return findings;
        }

        private boolean isScaled() {
            return manifests.resources().stream()
                    .map(resource -> resource.at("/spec/scaleTargetRef"))
                    .anyMatch(target -> target.path("kind")
                                    .asText()
                                    .equals(workload.resource().kind())
                            && target.path("name")
                                    .asText()
                                    .equals(workload.resource().name()));
        }

        /** Each scheduler knows all of them by the names that their StatefulSet gives. */
        private Optional<String> schedulers(String id) {
            var replicas = workload.resource().at("/spec/replicas").asInt(1);
            var names = IntStream.range(0, replicas)
                    .mapToObj(index -> workload.resource().name() + "-" + index)
                    .collect(Collectors.joining(","));
            var listed = setting("hearth.scheduler.schedulers");
            return listed.equals(names) && workload.resource().kind().equals("StatefulSet")
                    ? Optional.empty()
                    : Optional.of(id + ": hearth.scheduler.schedulers is " + listed + ", the pods are " + names);
        }

        /** A worker has as many devices as GPUs. */
        private Optional<String> gpus(String id) {
            var gpus = workload.container().at(GPUS).asText();
            var cuda = setting("hearth.worker.device.kind").equals("cuda");
            if (cuda != !gpus.isEmpty()) {
                return Optional.of(
                        id + ": has '" + gpus + "' GPUs, and devices of kind " + setting("hearth.worker.device.kind"));
            }
            return !cuda || setting("hearth.worker.device.count").equals(gpus)
                    ? Optional.empty()
                    : Optional.of(id + ": has " + gpus + " GPUs and hearth.worker.device.count "
                            + setting("hearth.worker.device.count"));
        }

        /** The shared volume is mounted where the service looks. */
        private void models(String id, boolean readOnly, List<String> findings) {
            var directory = setting("hearth.models.directory");
            var mount = Resource.elements(workload.container().path("volumeMounts"))
                    .filter(candidate -> candidate.path("name").asText().equals("models"))
                    .findFirst();
            if (mount.isEmpty() || !mount.get().path("mountPath").asText().equals(directory)) {
                findings.add(id + ": looks for models in " + directory + ", where the volume is not mounted");
            } else if (mount.get().path("readOnly").asBoolean() != readOnly) {
                findings.add(id + ": mounts models " + (readOnly ? "writable" : "read-only"));
            }
        }

        private String setting(String property) {
            var settings = ServiceSettings.of(service);
            return settings.given(property, workload.environment(manifests)).orElseGet(() -> settings.value(property));
        }

        private Optional<String> fieldOf(String variable) {
            return Resource.elements(workload.container().path("env"))
                    .filter(candidate -> candidate.path("name").asText().equals(variable))
                    .map(candidate ->
                            candidate.at("/valueFrom/fieldRef/fieldPath").asText())
                    .findFirst();
        }
    }
}
