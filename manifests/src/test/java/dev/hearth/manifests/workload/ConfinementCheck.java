package dev.hearth.manifests.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import java.util.ArrayList;
import java.util.List;

/** Pods may do no more than they need to; Hearth's own are also pinned to the images' user and to read-only images. */
public final class ConfinementCheck implements Check {

    private static final int USER = 10001;

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        Workload.in(manifests).forEach(workload -> {
            ofAny(workload, findings);
            if (workload.service().isPresent()) {
                ofHearth(workload, findings);
            }
        });
        return findings;
    }

    private static void ofAny(Workload workload, List<String> findings) {
        var pod = workload.pod();
        var container = workload.container().path("securityContext");
        expect(workload, "automountServiceAccountToken", pod.path("automountServiceAccountToken"), "false", findings);
        expect(workload, "enableServiceLinks", pod.path("enableServiceLinks"), "false", findings);
        expect(workload, "runAsNonRoot", pod.at("/securityContext/runAsNonRoot"), "true", findings);
        expect(workload, "seccompProfile", pod.at("/securityContext/seccompProfile/type"), "RuntimeDefault", findings);
        expect(workload, "allowPrivilegeEscalation", container.path("allowPrivilegeEscalation"), "false", findings);
        expect(workload, "capabilities.drop", container.at("/capabilities/drop/0"), "ALL", findings);
        if (pod.path("containers").size() != 1) {
            findings.add(
                    workload.resource().id() + ": has " + pod.path("containers").size() + " containers, not one");
        }
    }

    private static void ofHearth(Workload workload, List<String> findings) {
        var pod = workload.pod().path("securityContext");
        expect(workload, "runAsUser", pod.path("runAsUser"), String.valueOf(USER), findings);
        expect(workload, "runAsGroup", pod.path("runAsGroup"), String.valueOf(USER), findings);
        expect(
                workload,
                "readOnlyRootFilesystem",
                workload.container().at("/securityContext/readOnlyRootFilesystem"),
                "true",
                findings);
        if (Resource.elements(workload.container().path("volumeMounts"))
                .noneMatch(mount -> mount.path("mountPath").asText().equals("/tmp"))) {
            findings.add(workload.resource().id() + ": has nothing writable at /tmp");
        }
    }

    private static void expect(
            Workload workload, String field, JsonNode value, String expected, List<String> findings) {
        if (!value.asText().equals(expected)) {
            findings.add(
                    workload.resource().id() + ": " + field + " is '" + value.asText() + "' instead of " + expected);
        }
    }
}
