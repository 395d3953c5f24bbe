package dev.hearth.manifests.settings;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Which property an environment variable sets, by Spring Boot's relaxed binding. */
final class EnvironmentVariables {

    private static final Map<String, String> OF_SPRING_BOOT = ofSpringBoot();

    private final Map<String, String> properties = new TreeMap<>();

    EnvironmentVariables(ServiceSettings settings) {
        OF_SPRING_BOOT.keySet().forEach(this::add);
        settings.defaults().keySet().forEach(this::add);
    }

    /** Empty if the service has no such property. */
    Optional<String> property(String variable) {
        return Optional.ofNullable(properties.get(variable));
    }

    /** Dots become underscores; dashes go, or become underscores too. */
    private void add(String property) {
        var upper = property.toUpperCase(Locale.ROOT).replace('.', '_');
        properties.put(upper.replace("-", ""), property);
        properties.put(upper.replace('-', '_'), property);
    }

    /** What every service has because it is a Spring Boot application, such as the format of its log. */
    private static Map<String, String> ofSpringBoot() {
        var names = new TreeMap<String, String>();
        try (var metadata =
                EnvironmentVariables.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            var properties = new ObjectMapper().readTree(metadata).path("properties");
            StreamSupport.stream(properties.spliterator(), false)
                    .map(property -> property.path("name").asText())
                    .forEach(name -> names.put(name, ""));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
