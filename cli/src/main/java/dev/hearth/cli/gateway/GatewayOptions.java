package dev.hearth.cli.gateway;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.ClusterFile;
import dev.hearth.cli.local.DataOption;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway a command talks to. */
public final class GatewayOptions {

    private static final String ENVIRONMENT = "HEARTH_URL";
    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
            names = {"-g", "--gateway"},
            paramLabel = "URL",
            description = "The gateway; else $HEARTH_URL, else that of the cluster in --data, else " + DEFAULT
                    + ". One that asks who calls is told $HEARTH_USER and $HEARTH_PASSWORD.")
    private @Nullable String gateway;

    @Mixin
    private DataOption data = new DataOption();

    /** A client of the chosen gateway. */
    public GatewayClient connect() {
        var environment = System.getenv();
        return new GatewayClient(resolve(environment), Credentials.in(environment));
    }

    /** Whether the command names a gateway itself. */
    public boolean isNamed() {
        return gateway != null;
    }

    URI resolve(Map<String, String> environment) {
        if (gateway != null) {
            return parse(gateway);
        }
        var named = environment.get(ENVIRONMENT);
        if (named != null && !named.isBlank()) {
            return parse(named);
        }
        return localCluster().flatMap(ClusterFile.Cluster::gateway).orElse(URI.create(DEFAULT));
    }

    /** The cluster of this machine that {@code --data} names, if one was started there. */
    public Optional<ClusterFile.Cluster> localCluster() {
        return ClusterFile.in(data.directory()).read();
    }

    public Path dataDirectory() {
        return data.directory();
    }

    private static URI parse(String text) {
        try {
            var address = URI.create(text.replaceAll("/+$", ""));
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new CommandFailedException("'" + text + "' is not an address of the form " + DEFAULT);
    }
}
