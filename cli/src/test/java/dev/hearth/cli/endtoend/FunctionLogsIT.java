package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.json.WireJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code hearth logs} of a function: what it tells of invocations, and what it never tells. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
class FunctionLogsIT {

    private static final String NAME = "logged";

    private final HearthCluster cluster;
    private final Caller caller;

    FunctionLogsIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
    }

    @BeforeEach
    void deploy() {
        var deployed = caller.manage("POST", "/system/functions", """
                {"service":"logged","image":"model://minilm-int8:1","envVars":{"TOKEN":"env-marker"},
                 "secrets":["secret-marker"]}
                """);
        assertThat(deployed.status()).as(deployed.text()).isEqualTo(202);
    }

    @Test
    void tellsOutcomeCacheGpuTimesAndErrorsButNoBodiesAndNoSecrets() {
        var succeeded =
                caller.invoke(NAME, "body-marker", "X-Call-Id", "my order").requireSuccess();
        var failed = caller.invokeWithJson(NAME, "{\"texts\":[1,\"body-marker\"]}");
        assertThat(failed.status()).isEqualTo(400);
        var both = cluster.hearth("logs", NAME, "--since", "10m");
        await("both lines")
                .untilAsserted(() -> assertThat(
                                cluster.hearth("logs", NAME, "--since", "10m").out())
                        .contains(succeeded.id(), failed.id()));

        var told =
                cluster.hearth("logs", NAME, "--since", "10m").requireSuccess().out();

        assertThat(both.status()).isZero();
        assertThat(told.lines())
                .filteredOn(line -> line.contains(succeeded.id()))
                .singleElement()
                .asString()
                .matches("[-0-9T:.]+Z worker-[12]/[01] succeeded invocation=" + succeeded.id()
                        + " label=my order cache=(hit|miss|false-miss) queueMs=[0-9.]+ loadMs=[0-9.]+ transferMs=[0-9.]+"
                        + " inferenceMs=[0-9.]+ totalMs=[0-9.]+ trace=[0-9a-f]{32}");
        assertThat(told.lines())
                .filteredOn(line -> line.contains(failed.id()))
                .singleElement()
                .asString()
                .contains("failed invocation=", "error=BAD_INPUT: ");
        assertThat(told).doesNotContain("body-marker", "env-marker", "secret-marker");
        assertThat(cluster.hearth("logs", NAME, "--tail", "1").out()).hasLineCount(1);
        assertThat(cluster.hearth("logs", NAME, "--since", Instant.now().plusSeconds(60) + "")
                        .out())
                .isEmpty();
        assertThat(cluster.hearth("logs", NAME, "-o", "json").out().lines())
                .allSatisfy(line -> assertThat(
                                WireJson.mapper().readTree(line).get("name").asString())
                        .isEqualTo(NAME));
    }

    @Test
    void followsWhatComesThroughTheGateway() throws Exception {
        var before = caller.invoke(NAME, "guitar").requireSuccess();
        await("line of the first")
                .until(() -> cluster.hearth("logs", NAME, "--tail", "1").out().contains(before.id()));

        var following = cluster.startHearth("logs", NAME, "-f", "--tail", "1");
        try (var lines = following.inputReader()) {
            assertThat(lines.readLine()).contains(before.id());
            for (var i = 0; i < 3; i++) {
                var answer = caller.invoke(NAME, "guitar number " + i).requireSuccess();
                assertThat(line(lines)).contains("succeeded invocation=" + answer.id());
            }
            assertThat(following.isAlive()).isTrue();
        } finally {
            following.destroy();
            assertThat(following.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anUnknownFunctionHasNoLog() {
        var unknown = cluster.hearth("logs", "nobody-knows", "-f");

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.errors())
                .singleElement()
                .asString()
                .startsWith("hearth: FUNCTION_NOT_FOUND: ")
                .contains("nobody-knows", "404");
    }

    private static String line(BufferedReader lines) throws IOException {
        return String.valueOf(lines.readLine());
    }
}
