package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models with weights in unusual places become. */
class GraphSplitterTest {

    private static final int WEIGHT_BYTES = SmallModel.ELEMENTS * Float.BYTES;

    @TempDir
    Path files;

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"other", "same"})
    void leavesTheWeightsOfBranchesWithTheirBranches(String elseWeights) throws Exception {
        var onnx = SmallModel.choice(files.resolve("choice.onnx"), "same", elseWeights);

        var manifest = new ModelImporter(root).importModel(request(onnx));

        var directory = new ModelRepository(root).directory(manifest.reference());
        var graph = directory.resolve(manifest.graphs().getFirst().graphFile());
        assertThat(OnnxGraph.initializers(graph)).isEmpty();
        assertThat(choose(graph, true)).isEqualTo(5 + 1);
        assertThat(choose(graph, false)).isEqualTo(5 + 2);
    }

    @Test
    void takesInWeightsThatAFileBesideTheGraphHolds() throws IOException {
        var weights = new byte[WEIGHT_BYTES];
        new java.util.Random(3).nextBytes(weights);
        Files.write(files.resolve("model.onnx_data"), weights);
        var onnx = Files.write(files.resolve("model.onnx"), keptIn("model.onnx_data"));

        var manifest = new ModelImporter(root).importModel(request(onnx));

        var directory = new ModelRepository(root).directory(manifest.reference());
        assertThat(manifest.bytes()).isEqualTo(WEIGHT_BYTES);
        assertThat(directory.resolve("model.weights.bin")).hasBinaryContent(weights);
    }

    @Test
    void doesNotCopyWeightsOfAFolderBesideTheirGraph() throws IOException {
        Files.write(files.resolve("model.onnx_data"), new byte[WEIGHT_BYTES]);
        Files.write(files.resolve("model.onnx"), keptIn("model.onnx_data"));
        Files.writeString(files.resolve("labels.txt"), "a label");
        var wishes = new ImportWishes("m", 1, "tensor", List.of(), Map.of());

        var manifest =
                new ModelImporter(root).importFrom(files, wishes, dev.hearth.repository.archive.ArchiveLimits.DEFAULT);

        assertThat(manifest.files().keySet()).containsExactly("labels.txt", "model.graph.onnx", "model.weights.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "sub/weights", "sub/../../secret", ".."})
    void refusesWeightsThatLieElsewhere(String location) throws IOException {
        Files.write(files.resolveSibling("secret"), new byte[WEIGHT_BYTES]);
        var onnx = Files.write(files.resolve("model.onnx"), keptIn(location));

        assertThatThrownBy(() -> new ModelImporter(root).importModel(request(onnx)))
                .isInstanceOfSatisfying(
                        ModelImportException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ModelImportException.Reason.INVALID))
                .hasMessageContaining("keeps weights in '" + location + "'; expected the name of a file beside it");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void namesAFileOfWeightsThatIsMissing() throws IOException {
        var onnx = Files.write(files.resolve("model.onnx"), keptIn("model.onnx_data"));

        assertThatThrownBy(() -> new ModelImporter(root).importModel(request(onnx)))
                .hasMessage(files.resolve("model.onnx_data") + " is not a readable file");
    }

    private static ImportRequest request(Path onnx) {
        return ImportRequest.single("m", 1, "tensor", onnx, List.of(), Map.of());
    }

    /** {@code y = x + w}, w elsewhere. */
    private static byte[] keptIn(String location) {
        var tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(SmallModel.ELEMENTS)
                .setRawData(ByteString.EMPTY)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", "0"))
                .addExternalData(entry("length", Integer.toString(WEIGHT_BYTES)));
        ModelProto model = SmallModel.sum(tensor);
        return model.toByteArray();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /** Runs the graph as a worker does, on fives. */
    private static float choose(Path graph, boolean yes) throws IOException, OrtException {
        var environment = OrtEnvironment.getEnvironment();
        var fives = new float[SmallModel.ELEMENTS];
        java.util.Arrays.fill(fives, 5);
        try (var options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            try (var session = environment.createSession(Files.readAllBytes(graph), options);
                    var choice = OnnxTensor.createTensor(environment, new boolean[] {yes});
                    var x = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(fives), new long[] {SmallModel.ELEMENTS});
                    var result = session.run(Map.of("yes", choice, "x", x))) {
                return ((float[]) result.get(0).getValue())[0];
            }
        }
    }
}
