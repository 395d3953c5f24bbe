package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.archive.ArchiveFormat;
import dev.hearth.repository.archive.ArchiveLimits;
import dev.hearth.repository.archive.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImporterTest {

    private static final ModelReference VERSION_1 = new ModelReference("minilm-int8", 1);

    @TempDir
    private static Path files;

    @TempDir
    private Path root;

    private ModelImporter importer;
    private ModelRepository repository;

    @BeforeEach
    void open() {
        importer = new ModelImporter(root);
        repository = new ModelRepository(root);
    }

    @Test
    void splitsARealModelIntoASmallGraphAndOneBlobOfWeights() throws IOException {
        var manifest = importer.importModel(MiniLm.request(1, files));

        assertThat(repository.find(VERSION_1)).contains(manifest);
        assertThat(manifest.graphs()).hasSize(1);
        var graph = manifest.graphs().getFirst();
        assertThat(graph.name()).isEqualTo("model");
        assertThat(graph.weightsFile()).isEqualTo("model.weights.bin");
        var directory = repository.directory(VERSION_1);
        assertThat(Files.size(directory.resolve("model.weights.bin")))
                .isEqualTo(graph.weightsBytes())
                .isEqualTo(manifest.bytes())
                .isBetween(20_000_000L, 25_000_000L);
        assertThat(Files.size(directory.resolve("model.graph.onnx"))).isLessThan(1_000_000);
        assertThat(manifest.files().keySet())
                .containsExactly("model.graph.onnx", "model.weights.bin", "tokenizer.json");
        assertThat(manifest.parameters()).containsEntry("pooling", "mean");
    }

    @Test
    void namesWhereEachInitializerLiesInTheBlob() throws IOException {
        var manifest = importer.importModel(MiniLm.request(1, files));

        var initializers =
                OnnxGraph.initializers(repository.directory(VERSION_1).resolve("model.graph.onnx"));

        assertThat(initializers).hasSizeGreaterThan(50);
        assertThat(initializers).allSatisfy(initializer -> {
            assertThat(initializer.length()).isGreaterThanOrEqualTo(64);
            assertThat(initializer.offset() + initializer.length()).isBetween(1L, manifest.bytes());
            long elements = initializer.dimensions().stream().reduce(1L, (a, b) -> a * b);
            assertThat(initializer.length()).isEqualTo(elements * initializer.elementType().size);
        });
    }

    @Test
    void refusesAVersionThatIsThereAndLeavesItAsItWas() {
        importer.importModel(MiniLm.request(1, files));
        var digest = repository.digest(VERSION_1);

        assertThatThrownBy(() -> importer.importModel(MiniLm.request(1, files)))
                .isInstanceOfSatisfying(
                        ModelImportException.class,
                        e -> assertThat(e.reason()).isEqualTo(ModelImportException.Reason.EXISTS))
                .hasMessageContaining("model://minilm-int8:1 is in the repository already");
        assertThat(repository.digest(VERSION_1)).isEqualTo(digest).isPresent();
        assertThat(repository.verify(VERSION_1)).isEmpty();
    }

    @Test
    void letsOneOfTwoConcurrentImportersWin() throws Exception {
        Callable<Boolean> attempt = () -> {
            try {
                importer.importModel(MiniLm.request(1, files));
                return true;
            } catch (ModelImportException e) {
                assertThat(e.reason()).isEqualTo(ModelImportException.Reason.EXISTS);
                return false;
            }
        };

        try (var threads = Executors.newFixedThreadPool(2)) {
            var first = threads.submit(attempt);
            var second = threads.submit(attempt);

            assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(true, false);
        }
        assertThat(repository.verify(VERSION_1)).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void namesAFileThatIsMissing() {
        var missing = files.resolve("nowhere.onnx");

        assertThatThrownBy(() ->
                        importer.importModel(ImportRequest.single("m", 1, "tensor", missing, List.of(), Map.of())))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining(missing.toString());
        assertThat(repository.list()).isEmpty();
    }

    @Test
    void saysThatAFileIsNotOnnxAndLeavesNothingBehind() throws IOException {
        var text = Files.writeString(files.resolve("text.onnx"), "this is no model");

        assertThatThrownBy(
                        () -> importer.importModel(ImportRequest.single("m", 1, "tensor", text, List.of(), Map.of())))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining(text + " is not an ONNX model");
        assertThat(leftovers()).isEmpty();
        assertThat(repository.list()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenALaterGraphFails() throws IOException {
        var text = Files.writeString(files.resolve("text.onnx"), "this is no model");
        var graphs = new LinkedHashMap<String, Path>();
        graphs.put("first", MiniLm.onnx(files));
        graphs.put("second", text);

        assertThatThrownBy(() -> importer.importModel(new ImportRequest("m", 1, "tensor", graphs, List.of(), Map.of())))
                .isInstanceOf(ModelImportException.class);
        assertThat(leftovers()).isEmpty();
        assertThat(repository.list()).isEmpty();
    }

    @Test
    void refusesNamesThatDoNotFitTheirPattern() {
        var onnx = MiniLm.onnx(files);

        assertThatThrownBy(() -> ImportRequest.single("Bad Name", 1, "tensor", onnx, List.of(), Map.of()))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("'Bad Name'");
        assertThatThrownBy(() -> ImportRequest.single("m", 0, "tensor", onnx, List.of(), Map.of()))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("version 0");
        assertThatThrownBy(() -> ImportRequest.single("m", 1, "poetry", onnx, List.of(), Map.of()))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("'poetry' is not one of");
        assertThatThrownBy(() -> ImportRequest.single(
                        "m", 1, "tensor", onnx, List.of(new ImportRequest.ExtraFile("../x", onnx)), Map.of()))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("'../x'");
        assertThatThrownBy(() -> ImportRequest.single(
                        "m", 1, "tensor", onnx, List.of(new ImportRequest.ExtraFile("model.yaml", onnx)), Map.of()))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("'model.yaml' is taken");
    }

    @Test
    void importsAnArchiveAndLeavesNothingOfItBesideTheModel() throws IOException {
        var archive = Archives.write(
                ArchiveFormat.ZIP,
                files.resolve("upload"),
                Map.of(
                        "model.onnx", Files.readAllBytes(MiniLm.onnx(files)),
                        "tokenizer.json", Files.readAllBytes(MiniLm.tokenizer(files))));
        var wishes = new ImportWishes("packed", 1, "text-embedding", List.of(), Map.of());

        var manifest = importer.importFrom(archive, wishes, ArchiveLimits.DEFAULT);

        assertThat(manifest.files()).containsKeys("model.graph.onnx", "model.weights.bin", "tokenizer.json");
        assertThat(repository.verify(manifest.reference())).isEmpty();
        assertThat(leftovers()).isEmpty();
        assertThatThrownBy(() -> importer.importFrom(archive, ImportWishes.none(), ArchiveLimits.DEFAULT))
                .isInstanceOf(ModelImportException.class);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aDeletedVersionIsGoneAndCanBeImportedAgain() throws IOException {
        var request = MiniLm.request(1, files);
        importer.importModel(request);

        assertThat(repository.delete(request.reference())).isTrue();

        assertThat(repository.find(request.reference())).isEmpty();
        assertThat(leftovers()).isEmpty();
        assertThat(repository.delete(request.reference())).isFalse();
        assertThat(importer.importModel(request).version()).isEqualTo(1);
    }

    private List<Path> leftovers() throws IOException {
        try (var entries = Files.list(root)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
