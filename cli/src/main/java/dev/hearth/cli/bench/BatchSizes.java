package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.local.ClusterFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a cluster's workers have run so far.
 *
 * @param batches one by itself counts as one too
 * @param invocations in them
 */
record BatchSizes(double batches, double invocations) {

    private static final String WORKER = "worker";
    private static final String METRIC = "hearth_batch_size";

    /** @throws IOException if a worker does not answer */
    static BatchSizes of(ClusterFile.Cluster cluster) throws IOException {
        var all = new BatchSizes(0, 0);
        for (var service : cluster.services()) {
            if (service.name().equals(WORKER)) {
                all = all.plus(of(service));
            }
        }
        return all;
    }

    private static BatchSizes of(ClusterFile.Service worker) throws IOException {
        try (var client = new GatewayClient(URI.create("http://127.0.0.1:" + worker.managementPort()))) {
            var answer = GatewayClient.requireSuccess(
                    client.send("GET", "/actuator/prometheus", null, Map.of(), GatewayClient.MANAGEMENT_TIMEOUT));
            return read(new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** @param metrics in Prometheus' text format */
    static BatchSizes read(String metrics) {
        return new BatchSizes(sum(metrics, METRIC + "_count{"), sum(metrics, METRIC + "_sum{"));
    }

    private static double sum(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private BatchSizes plus(BatchSizes other) {
        return new BatchSizes(batches + other.batches, invocations + other.invocations);
    }

    /** Of those that have run since; 0 if none have. */
    double meanSince(BatchSizes earlier) {
        double ran = batches - earlier.batches;
        return ran == 0 ? 0 : (invocations - earlier.invocations) / ran;
    }
}
