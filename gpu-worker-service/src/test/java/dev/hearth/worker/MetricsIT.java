package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchReply;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** Each of the worker's metrics changes under its cause, in the very text that Prometheus reads. */
class MetricsIT extends RunningWorker {

    @Test
    void measuresHitsMissesLoadsAndInferencesByModel() throws Exception {
        var model = new ModelReference("measured", 1);
        miniLm.importAs(model);

        embed(model, 0, GUITAR);
        embed(model, 0, GUITAR);

        assertThat(value("hearth_cache_requests_total{model=\"measured:1\",result=\"miss\"}"))
                .isEqualTo(1);
        assertThat(value("hearth_cache_requests_total{model=\"measured:1\",result=\"hit\"}"))
                .isEqualTo(1);
        assertThat(value("hearth_model_load_seconds_count{from=\"repository\",model=\"measured:1\"}"))
                .isEqualTo(1);
        assertThat(value("hearth_inference_seconds_count{model=\"measured:1\"}"))
                .isEqualTo(2);
        assertThat(value("hearth_inference_seconds_sum{model=\"measured:1\"}")).isPositive();
    }

    @Test
    void measuresEvictionsByTheModelThatNeededTheRoom() throws Exception {
        // Three fill the GPU: nobody leaves before the fourth.
        embed(copy(1), 1, GUITAR);
        embed(copy(2), 1, GUITAR);
        embed(copy(3), 1, GUITAR);
        var weights = "hearth_gpu_memory_bytes{gpu=\"" + name + "/1\",kind=\"weights\"}";
        var free = "hearth_gpu_memory_bytes{gpu=\"" + name + "/1\",kind=\"free\"}";
        var held = value(weights);
        var ages = value("hearth_eviction_age_seconds_count");
        var series = "hearth_evictions_total{caused_by=\"evictor:1\",model=\"copy-1:1\",reason=\"capacity\"}";
        miniLm.importAs(new ModelReference("evictor", 1));
        assertThat(value(series)).isZero();

        embed(new ModelReference("evictor", 1), 1, GUITAR, copy(1));

        assertThat(value(series)).isEqualTo(1);
        assertThat(value("hearth_eviction_age_seconds_count")).isEqualTo(ages + 1);
        assertThat(value(weights)).isEqualTo(held);
        assertThat(value(weights) + value(free)).isEqualTo(70 << 20);
        var scraped = scrape();
        for (var kind : List.of("weights", "workspace", "reserved", "free", "releasing")) {
            assertThat(scraped).contains("hearth_gpu_memory_bytes{gpu=\"" + name + "/0\",kind=\"" + kind + "\"}");
        }
    }

    @Test
    void tellsWhatLiesInHostMemory() throws Exception {
        var staged = new ModelReference("staged", 1);
        miniLm.importAs(staged);
        embed(staged, 0, GUITAR);

        var weights = value("hearth_host_memory_bytes{kind=\"weights\"}");
        assertThat(weights)
                .isGreaterThanOrEqualTo((double) miniLm.requested(staged).bytes());
        assertThat(weights + value("hearth_host_memory_bytes{kind=\"free\"}")).isEqualTo(256 << 20);
    }

    @Test
    void countsLoadsThatFail() throws Exception {
        var broken = new ModelReference("broken", 1);
        miniLm.importAs(broken);
        var request = request(broken, 0);
        FileSystemUtils.deleteRecursively(miniLm.repositoryDirectory().resolve("broken"));

        var answer = dispatch(request, bytes(GUITAR));

        assertThat(answer.as(DispatchReply.class).state()).isEqualTo(InvocationState.FAILED);
        assertThat(value("hearth_model_load_failures_total{model=\"broken:1\"}"))
                .isEqualTo(1);
    }

    /** What a series stands at; 0 if there is none. */
    private static double value(String series) {
        return scrape().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElse(0);
    }

    private static String scrape() {
        return Objects.requireNonNull(
                        send("GET", "/actuator/prometheus", null, new byte[0]).block(Duration.ofSeconds(10)))
                .text();
    }
}
