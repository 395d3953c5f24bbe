package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Functions that say where their models stay, on a GPU with room for one. */
@ExtendWith(OneGpuCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeepingIT {

    private static final Duration WARM = Duration.ofSeconds(5);

    private final HearthCluster cluster;
    private final Caller caller;

    KeepingIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
        new ModelCopies(cluster).addAll(List.of("kept", "other", "staged"));
    }

    @Test
    void aPinnedModelIsNotEvictedUntilItsFunctionIsGone() {
        deploy("pinning", "kept", "dev.hearth.pin", "true");
        caller.invoke("pinning", "guitar").requireSuccess();
        assertThat(awaitKept()).isEqualTo("always");
        assertThat(cluster.hearth("gpus").requireSuccess().out()).containsPattern("kept:1 ready [0-9.]+ MiB pinned");

        var refused = caller.invoke("other", "guitar", "X-Timeout", "1s");

        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.text())
                .startsWith("NO_CAPACITY: ")
                .contains("none of 1 GPUs had room for model other:1", "1 keep models that are pinned or kept warm");
        caller.invoke("kept", "guitar").requireSuccess();

        cluster.hearth("remove", "pinning").requireSuccess();
        caller.invoke("other", "guitar").requireSuccess();
    }

    @Test
    void whoNeedsTheRoomOfAModelThatIsKeptWarmWaitsUntilThen() {
        deploy("warm", "kept", "dev.hearth.keep-warm", WARM.toSeconds() + "s");
        var lastUse = Instant.now();
        caller.invoke("warm", "guitar").requireSuccess();
        assertThat(Instant.parse(awaitKept()))
                .isAfterOrEqualTo(lastUse.plus(WARM).minusMillis(1));

        caller.invoke("other", "guitar").requireSuccess();

        assertThat(Duration.between(lastUse, Instant.now())).isGreaterThanOrEqualTo(WARM);
        cluster.hearth("remove", "warm").requireSuccess();
    }

    @Test
    void aStagedModelLiesInHostMemoryBeforeAnybodyCallsIt() {
        deploy("ready-made", "staged", "dev.hearth.stage", "host");

        await("the model in host memory")
                .until(
                        () -> caller.get("/v1/models/staged/1")
                                .json()
                                .at("/tiers/host")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList(),
                        List.of("worker-1")::equals);
        caller.invoke("ready-made", "guitar").requireSuccess();

        var metrics = Metrics.of(cluster, "worker-1");
        assertThat(metrics.value("hearth_model_load_seconds_count{from=\"host\",model=\"staged:1\"}"))
                .isEqualTo(1);
        cluster.hearth("remove", "ready-made").requireSuccess();
    }

    private void deploy(String function, String model, String annotation, String value) {
        var deployed = caller.manage(
                "POST",
                "/system/functions",
                "{\"service\":\"%s\",\"image\":\"model://%s:1\",\"annotations\":{\"%s\":\"%s\",\"dev.hearth.timeout\":\"60s\"}}"
                        .formatted(function, model, annotation, value));
        assertThat(deployed.status()).as(deployed.text()).isEqualTo(202);
    }

    /** Until when the model stays, once the view says that it does. */
    private String awaitKept() {
        return await("the model being kept")
                .until(
                        () -> caller.get("/v1/gpus")
                                .json()
                                .valueStream()
                                .flatMap(gpu -> gpu.get("models").valueStream())
                                .map(model -> model.path("keptUntil").asString(""))
                                .findFirst()
                                .orElse(""),
                        until -> !until.isEmpty());
    }
}
