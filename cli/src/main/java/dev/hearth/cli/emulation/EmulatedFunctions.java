package dev.hearth.cli.emulation;

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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * Functions with an emulated model each. The schedulers are told by annotations what the models are expected to cost, as
 * they would be of models that had been profiled.
 */
public final class EmulatedFunctions {

    private static final int VERSION = 1;
    private static final long NANOS_PER_MICRO = 1_000;

    private final SequencedMap<String, ModelCost> costs;

    /** @param costs by the models' names */
    public EmulatedFunctions(SequencedMap<String, ModelCost> costs) {
        this.costs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(costs));
    }

    /** The function of a model: named like it, but what follows a dot would be a namespace. */
    public static String nameOf(String model) {
        return model.replace('.', '-');
    }

    /** In the order of the models. */
    public List<String> names() {
        return costs.keySet().stream().map(EmulatedFunctions::nameOf).toList();
    }

    /** Adds the models that a repository lacks. */
    public void addModels(Path repository) throws IOException {
        Files.createDirectories(repository);
        for (var entry : costs.entrySet()) {
            EmulatedModel.addTo(
                    repository,
                    new ModelReference(entry.getKey(), VERSION),
                    entry.getValue().bytes());
        }
    }

    /** Writes a profile table with a row for each model, as workers read it. */
    public void writeTable(Path table) throws IOException {
        List<String> lines = new ArrayList<>(List.of("model,mb,load_s,inference_s,weights_mib"));
        for (var entry : costs.entrySet()) {
            var cost = entry.getValue();
            lines.add(String.join(
                    ",",
                    entry.getKey(),
                    decimal(cost.bytes(), 1_000_000),
                    decimal(cost.loadNanos(), 1_000_000_000),
                    decimal(cost.inferenceNanos(), 1_000_000_000),
                    decimal(Math.max(1, cost.weightBytes()), 1 << 20)));
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
     * Deploys them.
     *
     * @param timeScale what emulated durations are divided by
     * @param hostBytesPerSecond pace of the link in emulated time if the models lie in host memory
     * @param timeout of an invocation
     */
    public void deploy(GatewayClient gateway, double timeScale, OptionalDouble hostBytesPerSecond, Duration timeout)
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
            GatewayClient.requireSuccess(functions.deployPatiently(deployment(entry.getKey(), annotations)));
        }
    }

    private static String micros(long emulatedNanos, double timeScale) {
        return Math.max(1, Math.round(emulatedNanos / timeScale / NANOS_PER_MICRO)) + "us";
    }

    private static FunctionDeployment deployment(String model, Map<String, String> annotations) {
        return new FunctionDeployment(
                nameOf(model),
                new ModelReference(model, VERSION).toString(),
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
}
