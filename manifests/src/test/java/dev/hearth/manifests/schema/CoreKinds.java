package dev.hearth.manifests.schema;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Kubernetes' own kinds against two clients' types: each finds what the other lets pass. */
public final class CoreKinds implements Check {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Set<String> GROUPS =
            Set.of("v1", "apps/v1", "policy/v1", "autoscaling/v2", "networking.k8s.io/v1");

    public static boolean has(Resource resource) {
        return GROUPS.contains(resource.apiVersion());
    }

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests.resources().stream().filter(CoreKinds::has).forEach(resource -> {
            findings.addAll(byClientJava(resource));
            findings.addAll(KnownFields.findings(resource));
        });
        return findings;
    }

    /** Unknown fields and missing ones. */
    private static List<String> byClientJava(Resource resource) {
        var version = resource.apiVersion().replaceAll(".*/", "");
        var model = MODELS
                + version.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + version.substring(1)
                + resource.kind();
        try {
            Class.forName(model)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(resource.json().toString()));
            return List.of();
        } catch (ClassNotFoundException e) {
            return List.of(resource.id() + ": there is no kind " + resource.kind() + " in " + resource.apiVersion());
        } catch (InvocationTargetException e) {
            return List.of(resource.id() + ": " + e.getTargetException().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model + " does not validate", e);
        }
    }
}
