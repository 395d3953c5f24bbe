package dev.hearth.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;

/**
 * The names under {@code hearth.} that one service binds, as Spring Boot's annotation processor found them in its {@code
 * @ConfigurationProperties}.
 */
public final class KnownSettings {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String PREFIX = "hearth.";
    private static final String VARIABLE_PREFIX = "HEARTH_";
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");
    private static final Pattern VARIABLE_INDEX = Pattern.compile("_\\d+_?$");

    /** What Kubernetes tells each pod of a service called hearth or hearth-something; docker-compose.yml has HEARTH_PORT too. */
    private static final Pattern KUBERNETES_LINK =
            Pattern.compile("HEARTH(_.*)?_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)");

    private final SortedSet<String> names;
    private final Set<String> uniformNames = new HashSet<>();
    private final Set<String> variables = new HashSet<>();

    private KnownSettings(Collection<String> names) {
        this.names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        for (var name : names) {
            uniformNames.add(uniform(name));
            var variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
            variables.add(variable.replace("-", ""));
            variables.add(variable.replace('-', '_'));
        }
    }

    public static KnownSettings of(Collection<String> names) {
        return new KnownSettings(names);
    }

    /** @throws IllegalStateException if nothing on the class path was built with the annotation processor */
    public static KnownSettings onClassPath(ClassLoader loader) {
        try {
            var names = new TreeSet<String>();
            for (var resource : Collections.list(loader.getResources(METADATA))) {
                names.addAll(namesIn(read(resource)));
            }
            if (names.isEmpty()) {
                throw new IllegalStateException("no " + METADATA + " on the class path names a setting under " + PREFIX
                        + "; build with Spring Boot's configuration processor");
            }
            return new KnownSettings(names);
        } catch (IOException e) {
            throw new UncheckedIOException(METADATA + " cannot be read", e);
        }
    }

    /** Those of the service in a jar as Spring Boot's plug-in makes it; none if it was built without the annotation processor. */
    public static KnownSettings inJar(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var entry = file.getEntry("BOOT-INF/classes/" + METADATA);
            if (entry == null) {
                entry = file.getEntry(METADATA);
            }
            return entry == null
                    ? new KnownSettings(Set.of())
                    : new KnownSettings(namesIn(file.getInputStream(entry).readAllBytes()));
        }
    }

    private static byte[] read(URL resource) throws IOException {
        var connection = resource.openConnection();
        // A cached connection would keep the jar open.
        connection.setUseCaches(false);
        try (var in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    /** Most of a class path's metadata is the frameworks': only what names a setting of ours is worth parsing. */
    private static Set<String> namesIn(byte[] metadata) throws IOException {
        var names = new TreeSet<String>();
        if (new String(metadata, StandardCharsets.UTF_8).contains('"' + PREFIX)) {
            ConfigurationMetadataRepositoryJsonBuilder.create(new ByteArrayInputStream(metadata))
                    .build()
                    .getAllProperties()
                    .keySet()
                    .stream()
                    .filter(name -> name.startsWith(PREFIX))
                    .forEach(names::add);
        }
        return names;
    }

    /** In Spring's canonical form, such as {@code hearth.worker.host-tier.memory}. */
    public SortedSet<String> names() {
        return names;
    }

    /** Whether a property name is one that only Hearth reads. */
    public static boolean isOurs(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** Whether the service binds a property, however Spring lets it be spelt: upper case, without dashes, with an index. */
    public boolean has(String name) {
        return uniformNames.contains(uniform(name));
    }

    /** Whether a variable of the environment has the form of a setting, known or not. */
    static boolean isVariable(String variable) {
        return variable.regionMatches(true, 0, VARIABLE_PREFIX, 0, VARIABLE_PREFIX.length())
                && !KUBERNETES_LINK.matcher(variable).matches();
    }

    boolean hasVariable(String variable) {
        var plain = VARIABLE_INDEX.matcher(variable.toUpperCase(Locale.ROOT)).replaceFirst("");
        return variables.contains(plain);
    }

    /** The known name that a mistyped one was most likely meant to be; empty when none is near. */
    public Optional<String> nearest(String mistyped) {
        var wanted = lettersOf(mistyped);
        var distance = new LevenshteinDistance(Math.max(1, wanted.length() / 4));
        return names.stream()
                .filter(name -> distance.apply(wanted, lettersOf(name)) >= 0)
                .min(Comparator.<String>comparingInt(name -> distance.apply(wanted, lettersOf(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Separators are what people mix up most: hearth.worker.inference-threads is near hearth.worker.inference.threads. */
    private static String lettersOf(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace(".", "").replace("_", "");
    }

    private static String uniform(String name) {
        return INDEX.matcher(name.toLowerCase(Locale.ROOT))
                .replaceFirst("")
                .replace("-", "")
                .replace("_", "");
    }
}
