package dev.hearth.registry.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.Keeping;
import dev.hearth.registry.problem.RefusedException;
import dev.hearth.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentRulesTest {

    private static final String TIMEOUT = "dev.hearth.timeout";
    private static final String KEEP_WARM = "dev.hearth.keep-warm";
    private static final String PIN = "dev.hearth.pin";
    private static final String STAGE = "dev.hearth.stage";

    @TempDir
    private Path models;

    private OptionalLong largestGpu = OptionalLong.empty();
    private Optional<String> fault = Optional.empty();

    @BeforeEach
    void aModelOfAThousandBytes() throws IOException {
        var directory = Files.createDirectories(models.resolve("tiny/1"));
        Files.writeString(directory.resolve("model.yaml"), """
                {"name": "tiny", "version": 1, "task": "ocr", "bytes": 1000,
                 "graphs": [], "files": {}, "parameters": {}}
                """);
    }

    @Test
    void takesTaskTimeoutAndBatchFromTheModelAndTheDefaults() {
        var function = rules().accept(deployment("embed", Map.of(), Map.of()), Optional.empty(), 42);

        assertThat(function.key()).isEqualTo("embed.openfaas-fn");
        assertThat(function.revision()).isEqualTo(1);
        assertThat(function.task()).isEqualTo("ocr");
        assertThat(function.timeoutMillis()).isEqualTo(30_000);
        assertThat(function.maxBatch()).isEqualTo(1);
        assertThat(function.maxDelayMillis()).isZero();
        assertThat(function.modelBytes()).isEqualTo(1000);
        assertThat(function.modelDigest()).hasSize(64);
        assertThat(function.createdEpochMillis()).isEqualTo(42);
    }

    @Test
    void aFunctionSaysNothingOfWhereItsModelIsToStayUnlessItsAnnotationsDo() {
        assertThat(keeping(Map.of())).isNull();
        assertThat(keeping(Map.of(KEEP_WARM, "0s", PIN, "false"))).isNull();

        assertThat(keeping(Map.of(KEEP_WARM, "24h"))).isEqualTo(new Keeping(86_400_000, false, null));
        assertThat(keeping(Map.of(KEEP_WARM, "500ms", PIN, "true", STAGE, "host")))
                .isEqualTo(new Keeping(500, true, "host"));
    }

    @ParameterizedTest
    @CsvSource({
        KEEP_WARM + ",25h,'a duration from 0s to 24h, such as 10m'",
        KEEP_WARM + ",-1s,'a duration from 0s to 24h, such as 10m'",
        KEEP_WARM + ",soon,'a duration from 0s to 24h, such as 10m'",
        PIN + ",yes,true or false",
        STAGE + ",device,host"
    })
    void refusesToKeepAModelAsNobodyCan(String annotation, String value, String expected) {
        assertThatThrownBy(() -> keeping(Map.of(annotation, value)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("annotation " + annotation + " '" + value + "' is not " + expected);
    }

    private @Nullable Keeping keeping(Map<String, String> annotations) {
        return rules().accept(deployment("embed", Map.of(), annotations), Optional.empty(), 42)
                .keeping();
    }

    @Test
    void labelsAndAnnotationsSayOtherwise() {
        var function = rules().accept(
                        deployment(
                                "embed",
                                Map.of("dev.hearth.max-batch", "8"),
                                Map.of("dev.hearth.task", "tensor", TIMEOUT, "500ms", "dev.hearth.max-delay", "20ms")),
                        Optional.empty(),
                        42);

        assertThat(function.task()).isEqualTo("tensor");
        assertThat(function.timeoutMillis()).isEqualTo(500);
        assertThat(function.maxBatch()).isEqualTo(8);
        assertThat(function.maxDelayMillis()).isEqualTo(20);
    }

    @Test
    void aTimeoutBeyondTheLongestDeadlineIsTheLongestDeadline() {
        var function = rules().accept(deployment("embed", Map.of(), Map.of(TIMEOUT, "48h")), Optional.empty(), 42);

        assertThat(function.timeoutMillis()).isEqualTo(3_600_000);
    }

    @Test
    void refusesToLetAnInvocationWaitForCompanyUntilItsDeadline() {
        assertRefused(
                deployment("embed", Map.of(), Map.of(TIMEOUT, "500ms", "dev.hearth.max-delay", "500ms")),
                ErrorCode.BAD_INPUT,
                "annotation dev.hearth.max-delay '500ms' is not a duration of whole milliseconds from 0ms to 1000ms, "
                        + "shorter than the timeout of 500ms");
    }

    @Test
    void theRevisionGrowsAndTheCreationTimeStays() {
        var first = rules().accept(deployment("embed", Map.of(), Map.of()), Optional.empty(), 42);

        var second = rules().accept(deployment("embed", Map.of(), Map.of()), Optional.of(first), 99);

        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.createdEpochMillis()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "-a", "ä", "a/b", "a b"})
    void refusesBadNames(String name) {
        assertRefused(deployment(name, Map.of(), Map.of()), ErrorCode.BAD_INPUT, "function name '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tiny:1", "model://tiny", "model://tiny:0", "model://TINY:1", "docker.io/x:1", "model://tiny:2"})
    void refusesImagesThatAreNoModelOfTheRepository(String image) {
        assertRefused(image("embed", image, Map.of(), Map.of()), ErrorCode.BAD_INPUT, image);
    }

    @Test
    void aFunctionMaySayWhatItsModelIsExpectedToTake() {
        var hints = Map.of(
                "dev.hearth.expected-load", "241ms",
                "dev.hearth.expected-host-load", "1h",
                "dev.hearth.expected-inference", "541us");

        var function = rules().accept(deployment("embed", Map.of(), hints), Optional.empty(), 42);

        assertThat(function.annotations()).isEqualTo(hints);
    }

    @Test
    void aModelMayBeOneThatOnlyEmulatedDevicesRun() throws IOException {
        Files.writeString(models.resolve("tiny/1/model.yaml"), "{name: tiny, version: 1, task: emulated, bytes: 1000}");

        var function = rules().accept(deployment("replayed", Map.of(), Map.of()), Optional.empty(), 42);

        assertThat(function.task()).isEqualTo("emulated");
    }

    @ParameterizedTest
    @CsvSource({
        "dev.hearth.timeout,soon",
        "dev.hearth.timeout,0s",
        "dev.hearth.timeout,-1s",
        "dev.hearth.task,painting",
        "dev.hearth.max-delay,soon",
        "dev.hearth.max-delay,-1ms",
        "dev.hearth.max-delay,500us",
        "dev.hearth.max-delay,1001ms",
        "dev.hearth.expected-load,soon",
        "dev.hearth.expected-load,0ms",
        "dev.hearth.expected-host-load,-1s",
        "dev.hearth.expected-inference,0.5ms",
        "dev.hearth.expected-inference,61m"
    })
    void refusesBadAnnotations(String name, String value) {
        assertRefused(
                deployment("embed", Map.of(), Map.of(name, value)),
                ErrorCode.BAD_INPUT,
                "annotation " + name + " '" + value + "'");
    }

    @Test
    void saysWhatAHintIsExpectedToBe() {
        assertRefused(
                deployment("embed", Map.of(), Map.of("dev.hearth.expected-load", "0")),
                ErrorCode.BAD_INPUT,
                "annotation dev.hearth.expected-load '0' is not a positive duration of at most 1h, such as 241ms or 541us");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65", "many"})
    void refusesBadBatchSizes(String value) {
        assertRefused(
                deployment("embed", Map.of("dev.hearth.max-batch", value), Map.of()),
                ErrorCode.BAD_INPUT,
                "label dev.hearth.max-batch '" + value + "'");
    }

    @Test
    void refusesAModelLargerThanAnyKnownGpuWithBothSizes() {
        largestGpu = OptionalLong.of(999);

        assertRefused(
                deployment("embed", Map.of(), Map.of()),
                ErrorCode.MODEL_LARGER_THAN_ANY_GPU,
                "model://tiny:1 takes 1000 bytes of device memory; the largest GPU has 999");

        largestGpu = OptionalLong.of(1000);
        assertThat(rules().accept(deployment("embed", Map.of(), Map.of()), Optional.empty(), 1))
                .isNotNull();
    }

    @Test
    void refusesAModelWhoseFilesAreNotWhatItsManifestSays() throws IOException {
        fault = Optional.of("model.weights.bin has sha256 aa, its manifest says bb");

        assertRefused(
                deployment("embed", Map.of(), Map.of()),
                ErrorCode.BAD_INPUT,
                "image model://tiny:1 is corrupt: model.weights.bin has sha256 aa, its manifest says bb");

        Files.writeString(models.resolve("tiny/1/model.yaml"), "no manifest");
        assertRefused(
                deployment("embed", Map.of(), Map.of()),
                ErrorCode.BAD_INPUT,
                "image model://tiny:1 is corrupt: its manifest cannot be read");
    }

    private void assertRefused(FunctionDeployment deployment, ErrorCode code, String detail) {
        assertThatThrownBy(() -> rules().accept(deployment, Optional.empty(), 42))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessageContaining(detail);
    }

    private DeploymentRules rules() {
        return new DeploymentRules(
                new ModelRepository(models), manifest -> fault, () -> largestGpu, Duration.ofSeconds(30));
    }

    private static FunctionDeployment deployment(
            String name, Map<String, String> labels, Map<String, String> annotations) {
        return image(name, "model://tiny:1", labels, annotations);
    }

    private static FunctionDeployment image(
            String name, @Nullable String image, Map<String, String> labels, Map<String, String> annotations) {
        return new FunctionDeployment(name, image, null, Map.of(), List.of(), labels, annotations);
    }
}
