package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What an answer says of its invocation: who it was, where it ran, where its time went. */
@ExtendWith(SharedCluster.class)
class AnswerHeadersIT {

    private static final double ROUNDING_MS = 0.001;

    private final HearthCluster cluster;
    private final Caller caller;

    AnswerHeadersIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
    }

    @Test
    void namesTheInvocationItsGpuAndItsTimes() {
        var before = Instant.now();
        var answer = caller.invoke("embed", "guitar").requireSuccess();
        var after = Instant.now();

        assertThat(UUID.fromString(answer.id())).hasToString(answer.id());
        assertThat(answer.header("X-Call-Id")).isEqualTo(answer.id());
        assertThat(answer.header("X-Hearth-Cache")).isIn("hit", "miss", "false-miss");
        assertThat(answer.header("X-Hearth-Gpu")).matches("worker-[12]/[01]");
        assertThat(Instant.ofEpochSecond(0, Long.parseLong(answer.header("X-Start-Time"))))
                .isBetween(before, after);
        var seconds = Double.parseDouble(answer.header("X-Duration-Seconds"));
        assertThat(seconds)
                .isPositive()
                .isLessThanOrEqualTo(Duration.between(before, after).toNanos() / 1e9);
        assertThat(answer.timing().totalMs()).isCloseTo(seconds * 1_000, within(ROUNDING_MS * 2));
    }

    @Test
    void givesTheCallersLabelBackAlsoWhereTheCallIsRefused() {
        var answer = caller.invoke("embed", "guitar", "X-Call-Id", "order 66").requireSuccess();
        var refused = caller.invoke("embed", "", "X-Call-Id", "order 67");

        assertThat(answer.header("X-Call-Id")).isEqualTo("order 66");
        assertThat(answer.id()).isNotEqualTo("order 66");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("X-Call-Id")).isEqualTo("order 67");
        assertThat(UUID.fromString(refused.id())).isNotNull();
    }

    @Test
    void theSpansOfAColdAndOfWarmCallsAddUpToTheTotal() {
        new ModelCopies(cluster).add("timed");

        var cold = caller.invoke("timed", "guitar").requireSuccess();

        assertThat(cold.header("X-Hearth-Cache")).isEqualTo("miss");
        assertThat(cold.timing().loadMs()).isPositive();
        assertAddsUp(cold.timing());
        var hits = 0;
        for (var i = 0; i < 20; i++) {
            var warm = caller.invoke("timed", "guitar number " + i).requireSuccess();

            var hit = warm.header("X-Hearth-Cache").equals("hit");
            assertThat(warm.timing().loadMs() == 0)
                    .as("no load in %s", warm.timing())
                    .isEqualTo(hit);
            assertThat(warm.timing().inferenceMs()).isPositive();
            assertAddsUp(warm.timing());
            hits += hit ? 1 : 0;
        }
        // The scheduler may hear of an end after the caller does, take the GPU for busy and load the model on another
        // of the four.
        assertThat(hits).isGreaterThanOrEqualTo(17);
    }

    @Test
    void theInvocationCanBeLookedUpAndSaysTheSame() {
        var answer = caller.invoke("embed", "guitar", "X-Call-Id", "looked up").requireSuccess();

        var found = lookUp(answer.id());

        assertThat(text(found, "id")).isEqualTo(answer.id());
        assertThat(text(found, "label")).isEqualTo("looked up");
        assertThat(text(found, "function")).isEqualTo("embed");
        assertThat(text(found, "namespace")).isEqualTo("openfaas-fn");
        assertThat(text(found, "model")).isEqualTo("minilm-int8");
        assertThat(text(found, "state")).isEqualTo("succeeded");
        assertThat(found.get("attempt").intValue()).isEqualTo(1);
        assertThat(text(found, "cache")).isEqualTo(answer.header("X-Hearth-Cache"));
        assertThat(text(found, "gpu")).isEqualTo(answer.header("X-Hearth-Gpu"));
        var received = Long.parseLong(answer.header("X-Start-Time")) / 1_000_000;
        assertThat(Instant.parse(text(found, "created")).toEpochMilli()).isEqualTo(received);

        var timing = WireJson.mapper().treeToValue(found.get("timing"), Timing.class);
        assertAddsUp(timing);
        assertThat(timing.queueMs()).isCloseTo(answer.timing().queueMs(), within(ROUNDING_MS));
        assertThat(timing.loadMs()).isCloseTo(answer.timing().loadMs(), within(ROUNDING_MS));
        assertThat(timing.inferenceMs()).isCloseTo(answer.timing().inferenceMs(), within(ROUNDING_MS));
        // The answer's way back to the gateway is not in the worker's record.
        assertThat(timing.totalMs()).isLessThanOrEqualTo(answer.timing().totalMs() + ROUNDING_MS);

        var result = caller.get(text(found.get("links"), "result")).requireSuccess();
        assertThat(result.body()).isEqualTo(answer.body());
    }

    /** Recorded a little after the caller has its answer. */
    private JsonNode lookUp(String id) {
        var path = "/v1/invocations/" + id;
        return await("outcome of " + id + " in the view")
                .pollInterval(20, MILLISECONDS)
                .until(() -> caller.get(path), found -> found.status() == 200)
                .json();
    }

    private static void assertAddsUp(Timing timing) {
        var spansMs = timing.queueMs() + timing.loadMs() + timing.transferMs() + timing.inferenceMs();
        assertThat(spansMs)
                .as("sum of the spans in %s", timing)
                .isCloseTo(timing.totalMs(), within(Math.max(2, timing.totalMs() * 0.05)));
    }

    private static String text(JsonNode object, String name) {
        return object.get(name).asString();
    }
}
