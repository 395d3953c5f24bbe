package dev.hearth.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** All resources of a kustomization, as {@code kubectl kustomize} renders them. */
public record Manifests(List<Resource> resources) {

    static final String REQUIREMENT = "kubectl 1.24 or newer is not on the PATH (README, Requirements)";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long RENDER_SECONDS = 30;

    public Manifests {
        resources = List.copyOf(resources);
    }

    /** Whether there is a kubectl that knows components, which came with kustomize 3.7: kubectl names its version since 1.24. */
    public static boolean canRender() {
        try {
            return run("kubectl", "version", "--client").output().contains("Kustomize Version");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /**
     * Renders a folder of {@code k8s/}.
     *
     * @throws IllegalStateException with what kubectl wrote, if it failed
     */
    public static Manifests render(String folder) {
        var rendered =
                run("kubectl", "kustomize", Checkout.file("k8s/" + folder).toString());
        if (rendered.exitCode() != 0) {
            throw new IllegalStateException("kubectl kustomize k8s/" + folder + " failed: " + rendered.output());
        }
        return parse(rendered.output());
    }

    /** YAML documents, each a resource. */
    public static Manifests parse(String yaml) {
        var resources = new ArrayList<Resource>();
        for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            resources.add(new Resource(MAPPER.<ObjectNode>valueToTree(document)));
        }
        return new Manifests(resources);
    }

    /** A copy that can be changed without changing this one. */
    public Manifests copy() {
        return new Manifests(resources.stream()
                .map(resource -> new Resource(resource.json().deepCopy()))
                .toList());
    }

    public Stream<Resource> ofKind(String kind) {
        return resources.stream().filter(resource -> resource.kind().equals(kind));
    }

    public Optional<Resource> find(String kind, String name) {
        return ofKind(kind).filter(resource -> resource.name().equals(name)).findFirst();
    }

    /** A ConfigMap or Secret by the name it has in its kustomization, without the hash that was appended. */
    public Optional<Resource> findGenerated(String kind, String name) {
        return ofKind(kind)
                .filter(resource -> resource.name().matches(name + "-[a-z0-9]{10}"))
                .findFirst();
    }

    /** @throws IllegalArgumentException if there is none */
    public Resource get(String kind, String name) {
        return find(kind, name)
                .or(() -> findGenerated(kind, name))
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + "/" + name + " among "
                        + resources.stream().map(Resource::id).toList()));
    }

    private record Run(int exitCode, String output) {}

    private static Run run(String... command) {
        try {
            var output = Files.createTempFile("kubectl", ".yaml");
            try {
                var process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(RENDER_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(String.join(" ", command) + " took over " + RENDER_SECONDS + " s");
                }
                return new Run(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
