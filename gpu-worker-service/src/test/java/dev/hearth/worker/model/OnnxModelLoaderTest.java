package dev.hearth.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.OnnxGraph;
import dev.hearth.worker.MiniLm;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.device.RecordingMemory;
import dev.hearth.worker.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real model over device memory, against ONNX Runtime on the original file. */
class OnnxModelLoaderTest {

    private static final long BUDGET_BYTES = 64L << 20;
    private static final String GUITAR = "A man is playing a guitar on stage.";
    private static final String MUSIC = "Someone performs music with a guitar.";
    private static final String STOCKS = "The stock market fell sharply on Monday.";

    @TempDir
    private static Path directory;

    private static MiniLm miniLm;
    private static ModelLoader loader;

    private final RecordingMemory device = new RecordingMemory(new HostDevice(0, BUDGET_BYTES));

    @BeforeAll
    static void importModel() {
        miniLm = new MiniLm(directory);
        loader = new OnnxModelLoader(miniLm.repository(), 1);
    }

    @Test
    void answersAsTheOriginalModelDoes() throws Exception {
        try (var model = load()) {
            for (var text : List.of(GUITAR, MUSIC, STOCKS)) {
                var embedding = embed(model, text);

                assertThat(embedding).hasSize(384);
                assertThat(norm(embedding)).isBetween(0.9999, 1.0001);
                assertThat(MiniLm.cosine(embedding, miniLm.embed(List.of(text))[0]))
                        .isGreaterThanOrEqualTo(0.9999);
            }
        }
    }

    @Test
    void putsRelatedSentencesCloserThanUnrelatedOnes() throws Exception {
        try (var model = load()) {
            var guitar = embed(model, GUITAR);

            assertThat(MiniLm.cosine(guitar, embed(model, MUSIC))).isGreaterThan(0.5);
            assertThat(MiniLm.cosine(guitar, embed(model, STOCKS))).isLessThan(0.2);
        }
    }

    @Test
    void embedsEachOfUnevenTextsAsTheOriginalModelDoesAlone() throws Exception {
        try (var model = load()) {
            var body = "{\"texts\":[\"" + GUITAR + "\",\"Music.\"]}";

            var answer = model.run(new Task.Input("application/json", body.getBytes(StandardCharsets.UTF_8)));

            var embeddings = JsonMapper.shared().readTree(answer.body()).get("embeddings");
            assertThat(embeddings.size()).isEqualTo(2);
            assertThat(MiniLm.cosine(floats(embeddings.get(0)), miniLm.embed(List.of(GUITAR))[0]))
                    .isGreaterThanOrEqualTo(0.9999);
            assertThat(MiniLm.cosine(floats(embeddings.get(1)), miniLm.embed(List.of("Music."))[0]))
                    .isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void computesOnTheVeryBytesOfDeviceMemory() throws Exception {
        try (var model = load();
                var arena = Arena.ofConfined()) {
            var before = embed(model, GUITAR);
            var weight = largestMatrix();
            var memory = device.blocks().getFirst();
            var original = read(memory.address() + weight.offset(), weight.length(), arena);

            memory.copyFrom(arena.allocate(weight.length()), weight.offset());
            var changed = embed(model, GUITAR);
            memory.copyFrom(original, weight.offset());

            assertThat(MiniLm.cosine(before, changed)).isLessThan(0.999);
            assertThat(embed(model, GUITAR)).containsExactly(before);
        }
    }

    @Test
    void seesOneChangedByte() throws Exception {
        try (var model = load();
                var arena = Arena.ofConfined()) {
            var before = embed(model, GUITAR);
            var memory = device.blocks().getFirst();
            var weight = largestMatrix();
            long at = weight.offset() + weight.length() / 2;
            var original = read(memory.address() + at, 1, arena);
            var other = arena.allocate(1);
            other.set(ValueLayout.JAVA_BYTE, 0, (byte) (original.get(ValueLayout.JAVA_BYTE, 0) ^ 0x80));

            memory.copyFrom(other, at);
            var changed = embed(model, GUITAR);
            memory.copyFrom(original, at);

            assertThat(Arrays.equals(changed, before)).isFalse();
            assertThat(embed(model, GUITAR)).containsExactly(before);
        }
    }

    @Test
    void givesEveryByteBackAndTakesNoMoreThanTheManifestSays() throws Exception {
        var model = load();

        assertThat(BUDGET_BYTES - device.freeBytes())
                .isEqualTo(miniLm.requested(MiniLm.REFERENCE).bytes());
        embed(model, GUITAR);
        model.close();

        assertThat(device.freeBytes()).isEqualTo(BUDGET_BYTES);
    }

    @Test
    void leavesNothingBehindWhenTheDeviceIsTooSmall() {
        var small = new HostDevice(0, 1 << 20);

        assertThatThrownBy(() -> loader.load(miniLm.requested(MiniLm.REFERENCE), small))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model://minilm-int8:1")
                .hasMessageContaining("1048576 bytes free");
        assertThat(small.freeBytes()).isEqualTo(small.totalBytes());
    }

    @Test
    void leavesNothingBehindWhenAFileIsDamaged() throws IOException {
        var damaged = new ModelReference("damaged", 1);
        miniLm.importAs(damaged);
        Files.writeString(miniLm.repository().directory(damaged).resolve("model.graph.onnx"), "no graph");

        assertThatThrownBy(() -> loader.load(miniLm.requested(damaged), device))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model://damaged:1 did not load");
        assertThat(device.freeBytes()).isEqualTo(BUDGET_BYTES);
    }

    @Test
    void refusesAModelThatIsNotTheOneAskedFor() {
        var wanted = miniLm.requested(MiniLm.REFERENCE);

        assertThatThrownBy(
                        () -> loader.load(new RequestedModel(MiniLm.REFERENCE, "0".repeat(64), wanted.bytes()), device))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining(wanted.digest());
        assertThatThrownBy(() -> loader.load(new RequestedModel(new ModelReference("none", 1), "", 1), device))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model://none:1 is not in the repository");
    }

    @Test
    void runsItsWarmUpInputsBeforeItCountsAsLoaded() throws Exception {
        var warmed = new ModelReference("warmed", 1);
        miniLm.importWarmed(warmed, "warm-up.txt", "a first text");

        try (var model = loader.load(miniLm.requested(warmed), device)) {
            assertThat(device.workspace().orElseThrow().heldBytes()).isPositive();
            assertThat(embed(model, GUITAR)).hasSize(384);
        }
    }

    @Test
    void refusesAModelThatDoesNotAnswerItsWarmUpInput() throws IOException {
        var unanswered = new ModelReference("unanswered", 1);
        miniLm.importWarmed(unanswered, "warm-up.json", "{}");

        assertThatThrownBy(() -> loader.load(miniLm.requested(unanswered), device))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining(
                        "model://unanswered:1 did not load: a warm-up input was not answered: the body is a")
                .hasMessageContaining("JSON object without texts");
        assertThat(device.freeBytes()).isEqualTo(BUDGET_BYTES);
    }

    private ResidentModel load() throws ModelLoadException {
        return loader.load(miniLm.requested(MiniLm.REFERENCE), device);
    }

    private static OnnxGraph.Initializer largestMatrix() throws IOException {
        return OnnxGraph.initializers(
                        miniLm.repository().directory(MiniLm.REFERENCE).resolve("model.graph.onnx"))
                .stream()
                .filter(initializer -> initializer.dimensions().size() == 2
                        && !initializer.name().contains("embeddings"))
                .max(Comparator.comparingLong(OnnxGraph.Initializer::length))
                .orElseThrow();
    }

    @SuppressWarnings("restricted") // reads what the device holds, past its interface
    private static MemorySegment read(long address, long length, Arena arena) {
        return arena.allocate(length).copyFrom(MemorySegment.ofAddress(address).reinterpret(length));
    }

    private static float[] embed(ResidentModel model, String text) throws Exception {
        var answer = model.run(new Task.Input("text/plain", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.contentType()).isEqualTo("application/json");
        return floats(JsonMapper.shared().readTree(answer.body()).get("embedding"));
    }

    private static float[] floats(JsonNode array) {
        var floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.get(i).floatValue();
        }
        return floats;
    }

    private static double norm(float[] vector) {
        return Math.sqrt(dot(vector));
    }

    private static double dot(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += value * value;
        }
        return sum;
    }
}
