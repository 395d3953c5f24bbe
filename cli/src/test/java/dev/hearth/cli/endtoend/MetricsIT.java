package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.cli.endtoend.Metrics.Shape;
import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.util.FileSystemUtils;

/**
 * What the services tell Prometheus of calls, hits, misses and evictions, and that {@code docs/metrics.md} says the same.
 * One model fits on the GPU, and more are called.
 */
@ExtendWith(OneGpuCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {

    private static final List<String> INSTANCES = List.of("gateway-1", "scheduler-1", "worker-1", "registry-1");
    private static final String GRANTED = "hearth_claims_total{result=\"granted\"}";
    private static final String SUCCEEDED = "hearth_outcomes_total{state=\"succeeded\"}";
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| (.*?) ?\\| (\\w+) \\| .+ \\|");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    private final HearthCluster cluster;
    private final Caller caller;

    MetricsIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
        new ModelCopies(cluster).addAll(List.of("cold", "copy-1", "copy-2", "copy-3", "broken"));
    }

    @Test
    void aMissAHitAndAnEvictionAreSeenWhereTheyHappen() {
        var before = Metrics.of(cluster, "worker-1");
        var granted = Metrics.of(cluster, "scheduler-1").value(GRANTED);
        var succeeded = Metrics.of(cluster, "registry-1").value(SUCCEEDED);

        assertThat(caller.invoke("cold", "guitar").requireSuccess().header("X-Hearth-Cache"))
                .isEqualTo("miss");
        assertThat(caller.invoke("cold", "guitar").requireSuccess().header("X-Hearth-Cache"))
                .isEqualTo("hit");
        for (var other : List.of("copy-1", "copy-2", "copy-3")) {
            caller.invoke(other, "guitar").requireSuccess();
        }

        var worker = Metrics.of(cluster, "worker-1");
        for (var result : List.of("miss", "hit")) {
            var series = "hearth_cache_requests_total{model=\"cold:1\",result=\"" + result + "\"}";
            assertThat(worker.value(series)).as(series).isEqualTo(before.value(series) + 1);
        }
        assertThat(evictions(worker)).isGreaterThan(evictions(before));
        assertThat(worker.text()).containsPattern("hearth_evictions_total\\{caused_by=\"copy-[123]:1\"");
        assertThat(worker.value("hearth_eviction_age_seconds_count")).isEqualTo(evictions(worker));
        var answered = "gateway_function_invocation_total{code=\"200\",function_name=\"cold.openfaas-fn\"}";
        assertThat(Metrics.of(cluster, "gateway-1").value(answered)).isEqualTo(2);
        assertThat(Metrics.of(cluster, "scheduler-1").value(GRANTED)).isGreaterThanOrEqualTo(granted + 5);
        await("outcomes in the view")
                .pollInterval(50, MILLISECONDS)
                .until(() -> Metrics.of(cluster, "registry-1").value(SUCCEEDED) >= succeeded + 5);
    }

    @Test
    void theTableNamesWhatThereIsAndNothingElse() throws IOException {
        caller.invoke("copy-1", "guitar").requireSuccess();
        caller.invoke("copy-3", "guitar").requireSuccess();
        caller.invoke("copy-2", "guitar").requireSuccess();
        FileSystemUtils.deleteRecursively(cluster.data().resolve("models").resolve("broken"));
        assertThat(caller.invoke("broken", "guitar").status()).isNotEqualTo(200);

        var told = new TreeMap<String, Map<String, Shape>>();
        try (var load = new RandomLoad(caller)) {
            // The queue has a series while something is in it.
            load.start(1, 4, 20, List.of("copy-1", "copy-2"));
            for (var instance : INSTANCES) {
                told.computeIfAbsent(service(instance), _ -> new TreeMap<>())
                        .putAll(Metrics.of(cluster, instance).own());
            }
            await("a queue").pollInterval(10, MILLISECONDS).until(() -> {
                var own = Metrics.of(cluster, "scheduler-1").own();
                told.computeIfAbsent("scheduler", _ -> new TreeMap<>()).putAll(own);
                return own.containsKey("hearth_queue_depth");
            });
        }

        assertThat(told).isEqualTo(documented());
    }

    private static double evictions(Metrics worker) {
        return worker.text()
                .lines()
                .filter(line -> line.startsWith("hearth_evictions_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static Map<String, Map<String, Shape>> documented() throws IOException {
        var documented = new TreeMap<String, Map<String, Shape>>();
        var page = Files.readString(Checkout.find().root().resolve("docs/metrics.md"));
        ROW.matcher(page).results().forEach(row -> {
            var labels = new TreeSet<String>();
            CODE.matcher(row.group(3)).results().forEach(label -> labels.add(label.group(1)));
            documented
                    .computeIfAbsent(row.group(4), _ -> new TreeMap<>())
                    .put(row.group(1), new Shape(row.group(2), labels));
        });
        return documented;
    }

    private static String service(String instance) {
        return instance.substring(0, instance.lastIndexOf('-'));
    }
}
