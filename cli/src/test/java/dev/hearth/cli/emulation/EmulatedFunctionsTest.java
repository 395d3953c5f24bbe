package dev.hearth.cli.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.gateway.FakeGateway;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.costs.CostTable;
import dev.hearth.costs.ModelCost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatedFunctionsTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private final EmulatedFunctions functions;

    EmulatedFunctionsTest() {
        var costs = new LinkedHashMap<String, ModelCost>();
        costs.put("net1.1", new ModelCost("net1.1", 1_269_000_000, 2 * SECOND, SECOND, 6_000_000_000L));
        costs.put("f02", new ModelCost("vgg", 7, SECOND / 3, 1, 0));
        functions = new EmulatedFunctions(costs);
    }

    @Test
    void haveNamesWithoutDotsSinceANamespaceFollowsADot() {
        assertThat(functions.names()).containsExactly("net1-1", "f02");
    }

    @Test
    void writeATableThatWorkersReadTheSameCostsFrom() throws IOException {
        var table = folder.resolve("table.csv");

        functions.writeTable(table);

        var read = CostTable.named(table.toString()).byModel();
        assertThat(read.keySet()).containsExactly("net1.1", "f02");
        assertThat(read.get("net1.1"))
                .extracting(ModelCost::bytes, ModelCost::loadNanos, ModelCost::inferenceNanos)
                .containsExactly(1_269_000_000L, 2 * SECOND, SECOND);
        assertThat(read.get("f02"))
                .extracting(ModelCost::bytes, ModelCost::loadNanos, ModelCost::inferenceNanos)
                .containsExactly(7L, SECOND / 3, 1L);
    }

    @Test
    void addModelsToARepository() throws IOException {
        functions.addModels(folder.resolve("models"));

        assertThat(folder.resolve("models/net1.1/1/model.yaml")).exists();
        assertThat(Files.readString(folder.resolve("models/f02/1/model.yaml"))).contains("emulated");
    }

    @Test
    void areDeployedWithTheirScaledCostsAsHints() throws Exception {
        try (var server = new FakeGateway();
                var gateway = new GatewayClient(URI.create(server.url()))) {
            server.answer("PUT /system/functions", 202, "text/plain", "");

            functions.deploy(gateway, 10, OptionalDouble.of(12e9), Duration.ofMinutes(2));

            assertThat(server.calls()).hasSize(2);
            assertThat(server.calls().getFirst())
                    .contains("\"service\":\"net1-1\"", "\"image\":\"model://net1.1:1\"")
                    .contains("\"120s\"", "\"200000us\"", "\"100000us\"")
                    // 5 ms and half a second over the link.
                    .contains("\"50500us\"");
        }
    }
}
