package dev.hearth.manifests.settings;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.manifests.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Which property an environment variable sets, by Spring Boot's own relaxed binding. */
final class EnvironmentVariables {

    private static final List<String> OF_SPRING_BOOT = ofSpringBoot();

    private final List<ConfigurationPropertyName> properties;

    /** @param own what the service's {@code application.yml} lists */
    EnvironmentVariables(Collection<String> own) {
        properties = Stream.concat(own.stream(), OF_SPRING_BOOT.stream())
                .filter(ConfigurationPropertyName::isValid)
                .map(ConfigurationPropertyName::of)
                .toList();
    }

    /** Empty if the service has no such property. */
    Optional<String> property(String variable) {
        var sources = ConfigurationPropertySources.from(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable, "")));
        var source = sources.iterator().next();
        return properties.stream()
                .filter(property -> source.getConfigurationProperty(property) != null)
                .map(ConfigurationPropertyName::toString)
                .findFirst();
    }

    /** What every service has because it is a Spring Boot application, such as the format of its log. */
    private static List<String> ofSpringBoot() {
        try (var metadata =
                EnvironmentVariables.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return Resource.elements(new ObjectMapper().readTree(metadata).path("properties"))
                    .map(property -> property.path("name").asText())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
