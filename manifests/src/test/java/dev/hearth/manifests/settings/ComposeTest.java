package dev.hearth.manifests.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.manifests.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose files name settings as the manifests do. */
class ComposeTest {

    static Stream<Path> composeFiles() throws IOException {
        try (var files = Files.list(Checkout.file("."))) {
            return files
                    .filter(file -> file.getFileName().toString().matches("docker-compose.*\\.ya?ml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("composeFiles")
    void everyVariableIsAProperty(Path file) throws IOException {
        assertThat(findings(Files.readString(file))).isEmpty();
    }

    @Test
    void aVariableThatIsNobodysPropertyIsFound() {
        var compose = """
            x-log: &log
              SPRING_KAFKA_BOOTSTRAP_SERVER: kafka:9092
            services:
              gateway:
                image: hearth/gateway:0.1.0
                environment:
                  <<: *log
                  HEARTH_INSTANCE: gateway-2
              worker:
                image: ${REGISTRY:-}hearth/worker:${TAG:-0.1.0}
                environment: [HEARTH_WORKER_DEVICE_KIN=host, JAVA_TOOL_OPTIONS]
              kafka:
                image: apache/kafka:4.3.1
                environment: {KAFKA_NODE_ID: 1}
            """;

        assertThat(findings(compose))
                .containsExactly(
                        "gateway: gateway-service has no property for SPRING_KAFKA_BOOTSTRAP_SERVER",
                        "worker: gpu-worker-service has no property for HEARTH_WORKER_DEVICE_KIN");
    }

    /** Values are not looked at: they may refer to variables of who calls. */
    private static List<String> findings(String compose) {
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(compose);
        var findings = new ArrayList<String>();
        if (root.get("services") instanceof Map<?, ?> services) {
            services.forEach((name, service) -> {
                if (service instanceof Map<?, ?> settings) {
                    var image = String.valueOf(settings.get("image")).replaceFirst("^.*(?=hearth/)", "");
                    ServiceModule.ofImage(image)
                            .ifPresent(module -> findings.addAll(SettingsCheck.of(
                                    module, String.valueOf(name), names(settings.get("environment")))));
                }
            });
        }
        return findings;
    }

    private static Map<String, String> names(Object environment) {
        var names = new TreeMap<String, String>();
        if (environment instanceof Map<?, ?> map) {
            map.keySet().forEach(name -> names.put(name.toString(), ""));
        } else if (environment instanceof List<?> list) {
            list.forEach(entry -> names.put(entry.toString().replaceFirst("=.*", ""), ""));
        }
        return names;
    }
}
