package dev.hearth.contracts.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.function.Keeping;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.ForecastRecord;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.contracts.worker.WorkerRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every record on the wire as version 1 wrote it, in {@code golden/v1}. The files are never written again: a change that
 * reads one otherwise breaks a rolling upgrade. Records that are messages' headers have theirs beside the codecs.
 */
class GoldenRecordsTest {

    private static final Path FILES = Path.of("src/test/resources/golden/v1");
    private static final String VERSION = "recordVersion";
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final ModelReference MODEL = new ModelReference("minilm-int8", 3);
    private static final ModelReference OTHER = new ModelReference("ppocr", 1);

    private static final GpuState GPU = new GpuState(
            1,
            42,
            "cuda",
            "NVIDIA L4",
            new GpuState.Memory(1_000, 500, 100, 50, 300, 50),
            List.of(
                    new GpuState.Resident(MODEL, GpuState.State.IN_USE, 400, 2, 1_700_000_000_123L, 1_700_000_600_000L),
                    new GpuState.Resident(OTHER, GpuState.State.EVICTING, 100, 0, 1_700_000_000_001L)),
            List.of("0190-a"),
            List.of("0190-b", "0190-c"),
            List.of(new GpuState.Quarantined(OTHER, "no memory")));

    record Golden(String name, Class<?> type, Object expected) {

        Golden(String name, Object expected) {
            this(name, expected.getClass(), expected);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Golden> goldens() {
        return List.of(
                new Golden("worker-joined", WorkerRecord.class, new WorkerRecord.Joined(1, "worker-1", "http://w:1")),
                new Golden(
                        "worker-report",
                        WorkerRecord.class,
                        new WorkerRecord.Report(1, "worker-1", 7, "http://w:1", List.of(GPU), List.of(MODEL, OTHER))),
                new Golden(
                        "worker-loaded",
                        WorkerRecord.class,
                        new WorkerRecord.Loaded(1, "worker-1", 7, 1, MODEL, 400, 12.5, "host", "0190-a")),
                new Golden(
                        "worker-load-failed",
                        WorkerRecord.class,
                        new WorkerRecord.LoadFailed(1, "worker-1", 7, 1, MODEL, "checksum differs")),
                new Golden(
                        "worker-evicted",
                        WorkerRecord.class,
                        new WorkerRecord.Evicted(1, "worker-1", 7, 1, MODEL, 400, "room", "0190-a")),
                new Golden("worker-left", WorkerRecord.class, new WorkerRecord.Left(1, "worker-1", 7)),
                new Golden("worker-tick", WorkerRecord.class, new WorkerRecord.Tick(1, "registry-1")),
                new Golden(
                        "function",
                        new FunctionRecord(
                                1,
                                "embed",
                                "blue",
                                5,
                                MODEL,
                                "cafe",
                                400,
                                "text-embedding",
                                30_000,
                                8,
                                5,
                                Map.of("dev.hearth.max-batch", "8"),
                                Map.of("dev.hearth.pin", "true"),
                                Map.of("KEY", "value"),
                                List.of("token"),
                                "model://minilm-int8:3",
                                1_700_000_000_000L,
                                new Keeping(600_000, true, "host"))),
                new Golden(
                        "dispatch-request",
                        new DispatchRequest(
                                1,
                                "0190-a",
                                "my call",
                                2,
                                7,
                                1,
                                "embed",
                                "blue",
                                5,
                                MODEL,
                                "cafe",
                                400,
                                List.of(OTHER),
                                true,
                                1_700_000_000_000L,
                                29_000,
                                3.5,
                                2,
                                "text/plain",
                                new Payload.Reference("hearth.inputs", 2, 4711, 100_000),
                                8,
                                5,
                                PARENT,
                                "vendor=1")),
                new Golden(
                        "dispatch-reply",
                        new DispatchReply(
                                1,
                                "0190-a",
                                2,
                                InvocationState.FAILED,
                                CacheOutcome.FALSE_MISS,
                                new Timing(1, 2, 3, 4, 10),
                                new ResultRecord.Failure(ErrorCode.MODEL_LOAD_FAILED, "checksum differs"),
                                GPU,
                                4)),
                new Golden("load-request", new LoadRequest(1, "load:1", 7, 1, MODEL, "cafe", 400, List.of(OTHER))),
                new Golden(
                        "load-reply",
                        new LoadReply(1, "load:1", 12.5, new ResultRecord.Failure(ErrorCode.NO_CAPACITY, "full"), GPU)),
                new Golden(
                        "refusal",
                        new Refusal(1, Refusal.Reason.STALE_EPOCH, "restarted", "worker-1", 8, List.of(GPU))),
                new Golden(
                        "forecast",
                        new ForecastRecord(
                                1,
                                List.of(new ForecastRecord.ModelCosts(
                                        "minilm-int8:3",
                                        new ForecastRecord.Cost(4.5, 5, 1_700_000_000_000L, 0.1, 50),
                                        Map.of("host", new ForecastRecord.Cost(12, 13, 1_700_000_000_001L, 0.2, 3)))))),
                new Golden(
                        "model-manifest",
                        new ModelManifest(
                                "minilm-int8",
                                3,
                                "text-embedding",
                                400,
                                List.of(new ModelManifest.Graph("model", "model.graph.onnx", "model.weights.bin", 390)),
                                Map.of("model.graph.onnx", "cafe"),
                                Map.of("pooling", "mean"))));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isReadWithAllItsFields(Golden golden) {
        assertThat(read(golden, tree(golden))).isEqualTo(golden.expected());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void hasAValueForEveryField(Golden golden) {
        var fields = Arrays.stream(golden.expected().getClass().getRecordComponents())
                .map(RecordComponent::getName)
                .toList();

        assertThat(tree(golden).propertyNames()).containsAll(fields);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isReadWhenALaterProcessAddedAField(Golden golden) {
        var later = tree(golden).put("shoeSize", 44);

        assertThat(read(golden, later)).isEqualTo(golden.expected());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isRefusedInALaterVersion(Golden golden) {
        var later = tree(golden);
        if (!later.has(VERSION)) {
            // A model's manifest, which is no message.
            return;
        }
        later.put(VERSION, 2);

        assertThatThrownBy(() -> read(golden, later))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining(golden.expected().getClass().getSimpleName()
                        + " has version 2, and this process reads versions up to 1: it is to be upgraded first");
    }

    @Test
    void everyRecordThatCarriesAVersionHasAFile() {
        var versioned = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.hearth.contracts").stream()
                        .filter(JavaClass::isRecord)
                        .filter(type -> type.tryGetField(VERSION).isPresent())
                        .map(JavaClass::getName)
                        .toList();
        var workerRecords = Arrays.stream(WorkerRecord.class.getPermittedSubclasses())
                .map(Class::getName)
                .toList();

        assertThat(versioned).hasSizeGreaterThan(workerRecords.size());
        assertThat(goldens().stream().map(golden -> golden.expected().getClass().getName()))
                .containsAll(versioned)
                .containsAll(workerRecords);
    }

    @Test
    void headersAreCalledAsTheyWere() throws IOException {
        var names = new TreeMap<String, String>();
        for (var field : HearthHeaders.class.getFields()) {
            try {
                names.put(field.getName(), (String) field.get(null));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }

        assertThat(WireJson.mapper().readTree(FILES.resolve("http-headers.json")).properties().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, header -> header.getValue().asString())))
                .isEqualTo(names);
    }

    @Test
    void noFileIsLeftOver() throws IOException {
        try (var files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(goldens().stream().map(Golden::name), Stream.of("http-headers"))
                                    .map(name -> name + ".json")
                                    .toList());
        }
    }

    private static ObjectNode tree(Golden golden) {
        try {
            return (ObjectNode) WireJson.mapper().readTree(Files.readString(FILES.resolve(golden.name() + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object read(Golden golden, ObjectNode json) {
        return WireJson.mapper().treeToValue(json, golden.type());
    }
}
