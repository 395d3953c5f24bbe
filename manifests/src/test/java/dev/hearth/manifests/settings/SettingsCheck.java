package dev.hearth.manifests.settings;

import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every environment variable of a service's container is a property of that service, and says other than its default. */
public final class SettingsCheck implements Check {

    /** Read by the JVM, not by the service. */
    private static final Set<String> OF_THE_JVM = Set.of("JAVA_TOOL_OPTIONS");

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        Workload.in(manifests)
                .forEach(workload -> workload.service()
                        .ifPresent(service -> findings.addAll(
                                of(service, workload.resource().id(), workload.environment(manifests)))));
        return findings;
    }

    /**
     * @param where names the container in findings
     * @param environment values by name
     */
    static List<String> of(ServiceModule service, String where, Map<String, String> environment) {
        var settings = ServiceSettings.of(service);
        var variables = settings.variables();
        var findings = new ArrayList<String>();
        environment.forEach((name, value) -> {
            if (OF_THE_JVM.contains(name)) {
                return;
            }
            var property = variables.property(name);
            if (property.isEmpty()) {
                findings.add(where + ": " + service.module() + " has no property for " + name);
            } else if (value.equals(settings.defaults().get(property.get())) && !value.isEmpty()) {
                findings.add(where + ": " + name + "=" + value + " is the default of " + property.get());
            }
        });
        return findings;
    }
}
