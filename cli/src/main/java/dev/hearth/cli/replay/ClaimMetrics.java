package dev.hearth.cli.replay;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.ClusterFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a cluster's schedulers count of their claims. */
final class ClaimMetrics {

    private static final String REFUSED = "hearth_claims_total{result=\"refused\"}";

    private final ClusterFile.Cluster cluster;

    ClaimMetrics(ClusterFile.Cluster cluster) {
        this.cluster = cluster;
    }

    /** Claims refused since the schedulers started, of all together. */
    long refused() {
        return cluster.services().stream()
                .filter(service -> service.name().equals("scheduler"))
                .mapToLong(ClaimMetrics::refused)
                .sum();
    }

    private static long refused(ClusterFile.Service scheduler) {
        try (var client = new GatewayClient(URI.create("http://127.0.0.1:" + scheduler.managementPort()))) {
            var answer = GatewayClient.requireSuccess(
                    client.send("GET", "/actuator/prometheus", null, Map.of(), GatewayClient.MANAGEMENT_TIMEOUT));
            return new String(answer.body(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(REFUSED))
                    .map(line -> line.substring(REFUSED.length()).strip())
                    .mapToLong(value -> Math.round(Double.parseDouble(value)))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailedException(scheduler.instance() + " does not count " + REFUSED));
        }
    }
}
