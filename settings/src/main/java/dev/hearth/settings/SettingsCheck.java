package dev.hearth.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Fails the start of a service that was given a setting under {@code hearth.} which it does not bind, wherever that was:
 * a default would be in force that nobody wanted. Runs before the context is made, so it costs the one who mistyped no time.
 */
final class SettingsCheck implements EnvironmentPostProcessor, Ordered {

    /**
     * Variables that begin as settings do and are for others: the process itself, the start script, the command, and
     * {@code docker-compose.yml}.
     */
    private static final List<String> NO_SETTINGS = List.of(
            "HEARTH_END_WITH_PARENT",
            "HEARTH_JDKS",
            "HEARTH_PASSWORD",
            "HEARTH_TRACE",
            "HEARTH_URL",
            "HEARTH_USER",
            "HEARTH_VERSION");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var loader = application.getClassLoader();
        var unknown = unknown(environment, KnownSettings.onClassPath(loader));
        if (!unknown.isEmpty()) {
            throw new UnknownSettingsException(unknown);
        }
    }

    /** After all that add property sources. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** Each name once, from where it would have been taken. */
    static List<UnknownSetting> unknown(ConfigurableEnvironment environment, KnownSettings known) {
        var unknown = new ArrayList<UnknownSetting>();
        var seen = new HashSet<String>();
        for (var source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                Arrays.stream(enumerable.getPropertyNames())
                        .sorted()
                        .filter(name -> isUnknown(name, source, known) && seen.add(name))
                        .forEach(name -> unknown.add(describe(name, source, known)));
            }
        }
        return unknown;
    }

    private static boolean isUnknown(String name, PropertySource<?> source, KnownSettings known) {
        if (KnownSettings.isOurs(name)) {
            return !known.has(name);
        }
        return source instanceof SystemEnvironmentPropertySource
                && KnownSettings.isVariable(name)
                && !known.hasVariable(name)
                && !NO_SETTINGS.contains(name);
    }

    /** The nearest name is told in the form in which the unknown one was given. */
    private static UnknownSetting describe(String name, PropertySource<?> source, KnownSettings known) {
        var origin = origin(name, source);
        return KnownSettings.isOurs(name)
                ? new UnknownSetting(name, origin, known.nearest(name))
                : new UnknownSetting(name, origin, known.nearest(name).map(SettingsCheck::variable));
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String origin(String name, PropertySource<?> source) {
        if (source instanceof CommandLinePropertySource<?>) {
            return "command line";
        }
        if (source instanceof SystemEnvironmentPropertySource) {
            return "the environment";
        }
        if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
            return "system properties";
        }
        var origin = OriginLookup.getOrigin(source, name);
        return origin == null ? source.getName() : origin.toString();
    }
}
