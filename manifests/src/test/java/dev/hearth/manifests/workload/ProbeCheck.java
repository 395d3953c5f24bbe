package dev.hearth.manifests.workload;

import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import dev.hearth.manifests.settings.ServiceModule;
import dev.hearth.manifests.settings.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service's probes ask endpoints that it has, on the port it listens on, and the right one for their purpose. */
public final class ProbeCheck implements Check {

    private static final String HEALTH = "/actuator/health/";
    private static final Map<String, String> GROUPS = Map.of(
            "startupProbe", "liveness",
            "livenessProbe", "liveness",
            "readinessProbe", "readiness");

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        Workload.in(manifests)
                .forEach(workload -> workload.service().ifPresent(service -> {
                    listensWhereItIsCalled(workload, service, findings);
                    GROUPS.forEach((probe, group) -> asks(workload, service, probe, group, findings));
                }));
        manifests.ofKind("ServiceMonitor").forEach(monitor -> scrapes(monitor, findings));
        return findings;
    }

    private static void listensWhereItIsCalled(Workload workload, ServiceModule service, List<String> findings) {
        var port = ServiceSettings.of(service).value("server.port");
        if (!port.equals(String.valueOf(workload.ports().get("http")))) {
            findings.add(workload.resource().id() + ": its port http is "
                    + workload.ports().get("http") + ", the service listens on " + port);
        }
    }

    private static void asks(
            Workload workload, ServiceModule service, String probe, String group, List<String> findings) {
        var id = workload.resource().id() + ": " + probe;
        var request = workload.container().path(probe).path("httpGet");
        var port = request.path("port").asText();
        if (!port.equals("http")) {
            findings.add(id + " asks port " + port + " instead of http");
        }
        var path = request.path("path").asText();
        if (!path.equals(HEALTH + group)) {
            findings.add(id + " asks " + path + " instead of " + HEALTH + group);
        }
        var settings = ServiceSettings.of(service);
        if (!settings.value("management.endpoint.health.probes.enabled").equals("true")
                || !exposes(settings, "health")) {
            findings.add(id + ": " + service + " has no " + HEALTH + group);
        }
    }

    private static void scrapes(Resource monitor, List<String> findings) {
        var path = monitor.at("/spec/endpoints/0/path").asText();
        for (var service : ServiceModule.values()) {
            var endpoint = path.replaceFirst("^/actuator/", "");
            if (endpoint.equals(path) || !exposes(ServiceSettings.of(service), endpoint)) {
                findings.add(monitor.id() + ": " + service + " has no " + path);
            }
        }
    }

    private static boolean exposes(ServiceSettings settings, String endpoint) {
        return List.of(settings.value("management.endpoints.web.exposure.include")
                        .split("\\s*,\\s*"))
                .contains(endpoint);
    }
}
