package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What becomes of a function's calls and of its model when it is removed. */
@ExtendWith(OneGpuCluster.class)
class FunctionRemovalIT {

    private static final int CALLS = 12;
    private static final int TEXTS = 40;

    private final HearthCluster cluster;
    private final Caller caller;

    FunctionRemovalIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
    }

    @Test
    void acceptedCallsAreAnsweredNewOnesAreNotAndItsModelMakesRoom() {
        new ModelCopies(cluster).addAll(List.of("removed", "successor"));

        try (var calls = new LongCalls(cluster)) {
            var answers = calls.send("removed", CALLS, TEXTS);
            calls.awaitComputing("removed", calls.awaitAccepted("removed", CALLS));
            cluster.hearth("remove", "removed").requireSuccess();
            var unfinished = answers.stream().filter(answer -> !answer.isDone()).count();

            assertThat(unfinished).as("calls under way at the removal").isGreaterThan(CALLS / 2);
            var late = caller.invoke("removed", "guitar");
            assertThat(late.status()).isEqualTo(404);
            assertThat(late.text()).startsWith("FUNCTION_NOT_FOUND: ").contains("'removed'");
            assertThat(caller.get("/system/function/removed").status()).isEqualTo(404);
            var successor = caller.invoke("successor", "guitar").requireSuccess();
            assertThat(successor.header("X-Hearth-Cache")).isEqualTo("miss");
            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        }

        await("the successor's model alone on the GPU")
                .untilAsserted(() -> assertThat(caller.get("/v1/gpus").json().valueStream())
                        .singleElement()
                        .satisfies(gpu -> assertThat(gpu.get("models").valueStream())
                                .extracting(FunctionRemovalIT::name)
                                .containsExactly("successor")));
    }

    private static String name(JsonNode model) {
        return model.get("model").asString();
    }
}
