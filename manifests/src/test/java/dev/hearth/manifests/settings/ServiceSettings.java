package dev.hearth.manifests.settings;

import dev.hearth.manifests.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A service's settings with their defaults, as its {@code application.yml} lists them. */
public final class ServiceSettings {

    private static final Map<ServiceModule, ServiceSettings> ALL = new EnumMap<>(ServiceModule.class);

    private final Map<String, String> defaults = new TreeMap<>();

    private ServiceSettings(ServiceModule service) {
        var file = Checkout.file(service.module() + "/src/main/resources/application.yml");
        try {
            flatten("", new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static synchronized ServiceSettings of(ServiceModule service) {
        return ALL.computeIfAbsent(service, ServiceSettings::new);
    }

    /** By property; a list's elements are joined by commas, what is empty is an empty string. */
    public Map<String, String> defaults() {
        return Map.copyOf(defaults);
    }

    /** @throws IllegalArgumentException if there is no such property */
    public String value(String property) {
        var value = defaults.get(property);
        if (value == null) {
            throw new IllegalArgumentException("no property " + property + "; there are " + defaults.keySet());
        }
        return value;
    }

    public Duration duration(String property) {
        return DurationStyle.detectAndParse(value(property));
    }

    EnvironmentVariables variables() {
        return new EnvironmentVariables(defaults.keySet());
    }

    /** What an environment says of a property; empty if nothing. */
    public Optional<String> given(String property, Map<String, String> environment) {
        var variables = variables();
        return environment.entrySet().stream()
                .filter(variable -> variables.property(variable.getKey()).equals(Optional.of(property)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private void flatten(String property, Object value) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() ->
                map.forEach((key, element) -> flatten(property.isEmpty() ? "" + key : property + "." + key, element));
            case Map<?, ?> _ -> defaults.put(property, "");
            case List<?> list ->
                defaults.put(
                        property,
                        String.join(",", list.stream().map(Objects::toString).toList()));
            case null -> defaults.put(property, "");
            default -> defaults.put(property, value.toString());
        }
    }
}
