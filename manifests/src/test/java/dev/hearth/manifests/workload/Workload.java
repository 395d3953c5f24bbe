package dev.hearth.manifests.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import dev.hearth.manifests.settings.ServiceModule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A resource that makes pods of one container. */
public record Workload(Resource resource) {

    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DaemonSet");

    public static Stream<Workload> in(Manifests manifests) {
        return manifests.resources().stream()
                .filter(resource -> KINDS.contains(resource.kind()))
                .map(Workload::new);
    }

    public JsonNode pod() {
        return resource.at("/spec/template/spec");
    }

    public JsonNode container() {
        return pod().at("/containers/0");
    }

    public Map<String, String> labels() {
        return resource.strings("/spec/template/metadata/labels");
    }

    /** Which service runs there; empty for what is not of Hearth. */
    public Optional<ServiceModule> service() {
        return ServiceModule.ofImage(container().path("image").asText());
    }

    /** Port numbers by name. */
    public Map<String, Integer> ports() {
        var ports = new TreeMap<String, Integer>();
        Resource.elements(container().path("ports"))
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asInt()));
        return ports;
    }

    /** All variables by name, from ConfigMaps and Secrets too; one that the pod's own fields fill in has an empty value. */
    public Map<String, String> environment(Manifests manifests) {
        var environment = new TreeMap<String, String>();
        Resource.elements(container().path("envFrom")).forEach(source -> {
            manifests
                    .find("ConfigMap", source.at("/configMapRef/name").asText())
                    .ifPresent(map -> environment.putAll(map.strings("/data")));
            manifests
                    .find("Secret", source.at("/secretRef/name").asText())
                    .ifPresent(secret -> secret.strings("/data")
                            .forEach((name, value) -> environment.put(
                                    name,
                                    new String(
                                            java.util.Base64.getDecoder().decode(value),
                                            java.nio.charset.StandardCharsets.UTF_8))));
        });
        Resource.elements(container().path("env"))
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }
}
