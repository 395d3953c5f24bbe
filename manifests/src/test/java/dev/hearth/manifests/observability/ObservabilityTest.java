package dev.hearth.manifests.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.manifests.Checkout;
import dev.hearth.manifests.Resource;
import dev.hearth.manifests.settings.ServiceModule;
import dev.hearth.manifests.settings.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The composed cluster's Prometheus finds every service, and its alerts and dashboards ask for metrics that there are. */
class ObservabilityTest {

    private static final Path FOLDER = Checkout.file("docker/observability");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static List<Path> dashboards() throws IOException {
        try (var files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceIsFoundByItsNameAndPort(ServiceModule service) throws IOException {
        var job = Resource.elements(yaml(FOLDER.resolve("prometheus.yml")).path("scrape_configs"))
                .filter(candidate -> candidate.path("job_name").asText().equals(service.shortName()))
                .findFirst()
                .orElseThrow();
        var sought = job.at("/dns_sd_configs/0");

        assertThat(job.path("metrics_path").asText()).isEqualTo("/actuator/prometheus");
        assertThat(sought.path("port").asText())
                .isEqualTo(ServiceSettings.of(service).value("server.port"));
        assertThat(Resource.elements(sought.path("names")).map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(composed(service));
    }

    @Test
    void alertsAskForMetricsThatThereAre() throws IOException {
        var rules = Resource.elements(yaml(FOLDER.resolve("alerts.yml")).at("/groups/0/rules"))
                .toList();

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("expr").asText()).isNotBlank();
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
            assertThat(MetricsPage.unknownIn(rule.toString())).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsAskForMetricsThatThereAre(Path dashboard) throws IOException {
        var panels = Resource.elements(
                        MAPPER.readTree(Files.readString(dashboard)).path("panels"))
                .toList();
        var source = yaml(FOLDER.resolve("grafana/provisioning/datasources/prometheus.yml"))
                .at("/datasources/0/uid");

        assertThat(panels).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid")).isEqualTo(source);
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.path("expr").asText()).isNotBlank();
                assertThat(MetricsPage.unknownIn(target.path("expr").asText())).isEmpty();
            });
        });
    }

    @Test
    void aMetricThatNobodyHasIsFound() {
        assertThat(MetricsPage.unknownIn("rate(hearth_cache_request_total[1m]) / rate(hearth_batch_size_sum[1m])"))
                .containsExactly("hearth_cache_request_total");
    }

    /** Names of the compose services that run a service's image. */
    private static List<String> composed(ServiceModule service) throws IOException {
        return yaml(Checkout.file("docker-compose.yml")).path("services").properties().stream()
                .filter(entry ->
                        entry.getValue().path("image").asText().startsWith("hearth/" + service.shortName() + ":"))
                .map(entry -> entry.getKey())
                .toList();
    }

    private static JsonNode yaml(Path file) throws IOException {
        return MAPPER.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
    }
}
