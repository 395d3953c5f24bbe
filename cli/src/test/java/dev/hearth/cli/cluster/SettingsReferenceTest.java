package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code docs/configuration.md} beside what the services bind (as Spring Boot's annotation processor wrote it down) and their
 * {@code application.yml}.
 */
class SettingsReferenceTest {

    private static final Path ROOT = Checkout.find().root();
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| (?:`([^`]*)`|–) \\| ([^|]*) \\|");
    private static final String OURS = "hearth.";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("java.lang.Boolean", "boolean"),
            Map.entry("java.lang.Short", "integer"),
            Map.entry("java.lang.Integer", "integer"),
            Map.entry("java.lang.Long", "integer"),
            Map.entry("java.lang.Double", "number"),
            Map.entry("java.lang.String", "text"),
            Map.entry("java.nio.file.Path", "path"),
            Map.entry("java.net.URI", "URL"),
            Map.entry("java.time.Duration", "duration"),
            Map.entry("java.util.List<java.lang.String>", "list"),
            Map.entry("java.util.List<java.net.URI>", "list of URLs"),
            Map.entry("org.springframework.util.unit.DataSize", "size"));

    private record Row(String type, String defaultValue, String meaning) {}

    private record Bound(String type, String defaultValue) {}

    @ParameterizedTest
    @EnumSource
    void tableNamesJustTheSettingsThatTheServiceBinds(ServiceModule module) throws IOException {
        assertThat(table(module).keySet().stream().filter(name -> name.startsWith(OURS)))
                .containsExactlyInAnyOrderElementsOf(bound(module).keySet());
    }

    @ParameterizedTest
    @EnumSource
    void applicationYmlNamesThemToo(ServiceModule module) throws IOException {
        assertThat(defaults(module).keySet().stream().filter(name -> name.startsWith(OURS)))
                .containsExactlyInAnyOrderElementsOf(bound(module).keySet());
    }

    @ParameterizedTest
    @EnumSource
    void tableTellsTheDefaultsOfApplicationYml(ServiceModule module) throws IOException {
        var defaults = defaults(module);

        table(module)
                .forEach((name, row) -> assertThat(defaults)
                        .as("application.yml of %s", module.module())
                        .containsEntry(name, row.defaultValue()));
    }

    @ParameterizedTest
    @EnumSource
    void theCodeHasTheSameDefaults(ServiceModule module) throws IOException {
        var defaults = defaults(module);

        bound(module).forEach((name, bound) -> {
            if (!bound.defaultValue().isEmpty()) {
                assertThat(defaults.get(name))
                        .as(name)
                        .satisfies(given -> assertThat(plain(given)).isEqualTo(plain(bound.defaultValue())));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void tableTellsTypesAndMeanings(ServiceModule module) throws IOException {
        var table = table(module);

        bound(module)
                .forEach((name, bound) -> assertThat(table.get(name).type())
                        .as("type of %s, %s", name, bound.type())
                        .isEqualTo(TYPES.get(bound.type())));
        assertThat(table).allSatisfy((name, row) -> assertThat(row.meaning()).isNotBlank());
    }

    /** By name, the table under the service's heading. */
    private static SequencedMap<String, Row> table(ServiceModule module) throws IOException {
        var text = Files.readString(ROOT.resolve("docs/configuration.md"));
        var heading = "\n## " + module.module() + "\n";
        assertThat(text).contains(heading);
        var section = text.substring(text.indexOf(heading) + heading.length());
        var end = section.indexOf("\n## ");
        var rows = new LinkedHashMap<String, Row>();
        ROW.matcher(end < 0 ? section : section.substring(0, end))
                .results()
                .forEach(row -> rows.put(
                        row.group(1),
                        new Row(
                                row.group(2).strip(),
                                row.group(3) == null ? "" : row.group(3),
                                row.group(4).strip())));
        return rows;
    }

    /** By name, what the service binds under {@code hearth.}. */
    private static Map<String, Bound> bound(ServiceModule module) {
        var metadata = ROOT.resolve(module.module())
                .resolve("target/classes/META-INF/spring-configuration-metadata.json")
                .toFile();
        return StreamSupport.stream(
                        JsonMapper.shared().readTree(metadata).get("properties").spliterator(), false)
                .filter(property -> property.get("name").asString().startsWith(OURS))
                .collect(Collectors.toMap(
                        property -> property.get("name").asString(),
                        property -> new Bound(property.get("type").asString(), text(property.path("defaultValue")))));
    }

    /** By name, what application.yml says. */
    private static Map<String, String> defaults(ServiceModule module) {
        var file = ROOT.resolve(module.module()).resolve("src/main/resources/application.yml");
        var values = new LinkedHashMap<String, String>();
        flatten("", new YAMLMapper().readTree(file.toFile()), values);
        return values;
    }

    private static void flatten(String name, JsonNode node, Map<String, String> into) {
        if (!node.isObject() || node.isEmpty()) {
            into.put(name, text(node));
            return;
        }
        node.properties()
                .forEach(entry ->
                        flatten(name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(), entry.getValue(), into));
    }

    private static String text(JsonNode node) {
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false)
                    .map(SettingsReferenceTest::text)
                    .collect(Collectors.joining(", "));
        }
        return node.isValueNode() ? node.asString("") : "";
    }

    /** Numbers without what they are written with: 1 is 1.0. */
    private static String plain(String value) {
        try {
            return new BigDecimal(value).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return value;
        }
    }
}
