package dev.hearth.gateway.management;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where management calls go.
 *
 * @param registryUrl of each cache-registry, without a path; the others are for when one cannot be reached
 * @param registryConnectTimeout longest wait for a connection
 * @param registryTimeout longest wait for the answer to begin; then the call is told that the registry is unavailable
 * @param importTimeout the same for model imports, which read and convert whole models
 * @param ownChangesTimeout longest the answer to a change of the catalogue waits until this gateway has read the change
 */
@ConfigurationProperties("hearth.gateway")
record ManagementProperties(
        @DefaultValue("http://127.0.0.1:8081") List<URI> registryUrl,
        @DefaultValue("1s") Duration registryConnectTimeout,
        @DefaultValue("10s") Duration registryTimeout,
        @DefaultValue("10m") Duration importTimeout,
        @DefaultValue("2s") Duration ownChangesTimeout) {

    ManagementProperties {
        registryUrl = List.copyOf(registryUrl);
        if (registryUrl.isEmpty()) {
            throw new IllegalArgumentException(
                    "hearth.gateway.registry-url is empty; expected a URL such as http://127.0.0.1:8081");
        }
        for (var url : registryUrl) {
            if (url.getHost() == null || !isHttp(url.getScheme())) {
                throw new IllegalArgumentException(
                        "hearth.gateway.registry-url is '" + url + "'; expected a URL such as http://127.0.0.1:8081");
            }
        }
        positive("registry-connect-timeout", registryConnectTimeout);
        positive("registry-timeout", registryTimeout);
        positive("import-timeout", importTimeout);
        positive("own-changes-timeout", ownChangesTimeout);
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equals(scheme) || "https".equals(scheme);
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("hearth.gateway." + name + " must be positive: " + duration);
        }
    }
}
