package dev.hearth.cli.cluster;

import dev.hearth.settings.KnownSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Properties that services are started with, in the order in which they were given.
 *
 * @param values by name; unmodifiable
 */
record Settings(SequencedMap<String, String> values) {

    static final Settings NONE = new Settings(Collections.emptySortedMap());

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._\\[\\]-]{0,199}");

    /** What the processes of a cluster find each other by, or are told apart by. */
    private static final Set<String> CHOSEN_BY_THE_CLUSTER = Set.of(
            "server.port",
            "hearth.instance",
            "hearth.models.directory",
            "hearth.gateway.registry-url",
            "spring.kafka.bootstrap-servers",
            "spring.data.redis.url");

    Settings {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads {@code NAME=VALUE} each; the last of a name wins.
     *
     * @throws IllegalArgumentException naming one that is not of that form, or is not for a person to choose
     */
    static Settings parse(List<String> assignments) {
        var values = new LinkedHashMap<String, String>();
        for (var assignment : assignments) {
            var equals = assignment.indexOf('=');
            var name = equals < 0 ? assignment : assignment.substring(0, equals);
            if (equals < 0 || !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + assignment + "' is not NAME=VALUE, such as hearth.scheduler.policy=locality-aware");
            }
            if (CHOSEN_BY_THE_CLUSTER.contains(name)) {
                throw new IllegalArgumentException(name + " is chosen by 'hearth up' itself");
            }
            values.put(name, assignment.substring(equals + 1));
        }
        return new Settings(values);
    }

    static Settings of(String name, Object value) {
        return NONE.with(name, value);
    }

    Settings with(String name, Object value) {
        var more = new LinkedHashMap<>(values);
        more.put(name, value.toString());
        return new Settings(more);
    }

    /** These and {@code later} ones, which win. */
    Settings with(Settings later) {
        var all = new LinkedHashMap<>(values);
        all.putAll(later.values);
        return new Settings(all);
    }

    /** Those that a service reads: of {@code hearth.*} what it knows, and all others. */
    Settings concerning(KnownSettings service) {
        var own = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> {
            if (!KnownSettings.isOurs(name) || service.has(name)) {
                own.put(name, value);
            }
        });
        return new Settings(own);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** {@code NAME=VALUE} each. */
    List<String> assignments() {
        return values.entrySet().stream().map(Settings::text).toList();
    }

    /** {@code command} with each as an argument, {@code --NAME=VALUE}. */
    List<String> appendedTo(List<String> command) {
        // Spring would join the values of a name given twice by a comma: here each comes once.
        return Stream.concat(command.stream(), assignments().stream().map(text -> "--" + text))
                .collect(ArrayList::new, List::add, List::addAll);
    }

    private static String text(Map.Entry<String, String> setting) {
        return setting.getKey() + "=" + setting.getValue();
    }

    @Override
    public String toString() {
        return String.join(" ", assignments());
    }
}
