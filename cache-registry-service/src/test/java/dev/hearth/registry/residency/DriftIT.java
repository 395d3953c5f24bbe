package dev.hearth.registry.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.registry.RunningRegistry;
import dev.hearth.testing.Backends;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;

class DriftIT {

    private final StringRedisTemplate redis = RunningRegistry.get().bean(StringRedisTemplate.class);
    private final ResidencyWriter writer = new ResidencyWriter(redis, Duration.ZERO);
    private final String worker = "drifting-" + UUID.randomUUID();

    @BeforeEach
    void report() {
        Backends.freshRedis();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        RunningRegistry.get().get("/actuator/health/readiness").status() == 200);
        writer.write(reported("a:1", "b:1"));
    }

    @AfterEach
    void leave() {
        writer.write(new Change.Lost(worker, 1));
    }

    @Test
    void isNoneWhenTheIndexIsAsWritten() {
        assertThat(writer.drift()).isZero();

        writer.write(reported("b:1"));

        assertThat(writer.drift()).isZero();
    }

    @Test
    void countsAModelThatTheIndexLost() {
        redis.opsForSet().remove(RegistryKeys.holders(new ModelReference("a", 1)), worker + "/0");
        assertThat(writer.drift()).isEqualTo(1);

        writer.write(reported("a:1", "b:1"));

        assertThat(writer.drift()).isZero();
    }

    @Test
    void countsAModelThatTheIndexMadeUp() {
        redis.opsForSet().add(RegistryKeys.indexed(worker, 0), "c:1");

        assertThat(writer.drift()).isEqualTo(1);
    }

    @Test
    void isMendedByAReportThatSaysNothingNewOnceThatIsDue() {
        var patient = new ResidencyWriter(redis, Duration.ofHours(1));
        patient.write(reported("a:1", "b:1"));
        redis.opsForSet().remove(RegistryKeys.holders(new ModelReference("a", 1)), worker + "/0");

        patient.write(reported("a:1", "b:1"));
        assertThat(patient.drift()).isEqualTo(1);

        writer.write(reported("a:1", "b:1"));
        assertThat(patient.drift()).isZero();
    }

    private Change reported(String... models) {
        var resident =
                List.of(models).stream().map(model -> Gpus.ready(model, 10)).toList();
        var state = Gpus.state(0, 1, 100, resident);
        return new Change.Reported(new WorkerRecord.Report(1, worker, 1, "http://127.0.0.1:1", List.of(state)));
    }
}
