package dev.hearth.cli.replay;

import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.Functions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.costs.ModelCost;
import dev.hearth.repository.EmulatedModel;
import dev.hearth.simulator.gpu.HostLink;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * The functions of a load, each with an emulated model of its own that is named like it, and one more to warm up with whose
 * model takes next to nothing.
 */
final class EmulatedFunctions {

    /** Its model takes {@value #WARM_UP_BYTES} bytes. */
    static final String WARM_UP = "warm-up";

    static final long WARM_UP_BYTES = 1_000;

    private static final ModelCost WARM_UP_COST =
            new ModelCost(WARM_UP, WARM_UP_BYTES, 10_000_000, 10_000_000, WARM_UP_BYTES);
    private static final int VERSION = 1;
    private static final Duration DEPLOY_WAIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 250;
    private static final long NANOS_PER_MICRO = 1_000;

    private final SequencedMap<String, ModelCost> costs = new LinkedHashMap<>();

    /** @param costs of each function's model */
    EmulatedFunctions(Map<String, ModelCost> costs) {
        this.costs.putAll(costs);
        this.costs.put(WARM_UP, WARM_UP_COST);
    }

    /** Writes a profile table with a row for each model, and the models into a repository. */
    void write(Path table, Path repository) throws IOException {
        List<String> lines = new ArrayList<>(List.of("model,mb,load_s,inference_s,weights_mib"));
        Files.createDirectories(repository);
        for (var entry : costs.entrySet()) {
            var cost = entry.getValue();
            lines.add(String.join(
                    ",",
                    entry.getKey(),
                    decimal(cost.bytes(), 1_000_000),
                    decimal(cost.loadNanos(), 1_000_000_000),
                    decimal(cost.inferenceNanos(), 1_000_000_000),
                    decimal(Math.max(1, cost.weightBytes()), 1 << 20)));
            EmulatedModel.addTo(repository, new ModelReference(entry.getKey(), VERSION), cost.bytes());
        }
        Files.write(table, lines);
    }

    private static String decimal(long value, long unit) {
        return BigDecimal.valueOf(value)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }

    /**
     * Deploys them all, with what is known of their costs as a hint to the schedulers.
     *
     * @param timeScale what emulated durations are divided by
     * @param hostBytesPerSecond pace of the link in emulated time if the models lie in host memory
     * @param timeout of an invocation
     */
    void deploy(GatewayClient gateway, double timeScale, OptionalDouble hostBytesPerSecond, Duration timeout)
            throws InterruptedException {
        var functions = new Functions(gateway);
        for (var entry : costs.entrySet()) {
            var cost = entry.getValue();
            var annotations = new LinkedHashMap<String, String>();
            annotations.put(FunctionRecord.TIMEOUT_ANNOTATION, timeout.toSeconds() + "s");
            annotations.put(FunctionRecord.EXPECTED_LOAD_ANNOTATION, micros(cost.loadNanos(), timeScale));
            annotations.put(FunctionRecord.EXPECTED_INFERENCE_ANNOTATION, micros(cost.inferenceNanos(), timeScale));
            hostBytesPerSecond.ifPresent(pace -> annotations.put(
                    FunctionRecord.EXPECTED_HOST_LOAD_ANNOTATION,
                    micros(HostLink.loadNanos(cost.weightBytes(), pace), timeScale)));
            deployPatiently(functions, deployment(entry.getKey(), annotations));
        }
    }

    private static String micros(long emulatedNanos, double timeScale) {
        return Math.max(1, Math.round(emulatedNanos / timeScale / NANOS_PER_MICRO)) + "us";
    }

    private static FunctionDeployment deployment(String function, Map<String, String> annotations) {
        return new FunctionDeployment(
                function,
                new ModelReference(function, VERSION).toString(),
                null,
                null,
                null,
                annotations,
                null,
                null,
                null,
                null,
                false);
    }

    /** Services that are each ready may not have heard of each other yet. */
    private static void deployPatiently(Functions functions, FunctionDeployment deployment)
            throws InterruptedException {
        var deadline = System.nanoTime() + DEPLOY_WAIT.toNanos();
        var answer = functions.deploy(deployment);
        while (answer.statusCode() >= 502 && answer.statusCode() <= 504 && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE_MILLIS);
            answer = functions.deploy(deployment);
        }
        GatewayClient.requireSuccess(answer);
    }
}
