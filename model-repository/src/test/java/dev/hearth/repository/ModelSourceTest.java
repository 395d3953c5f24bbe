package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.repository.ImportRequest.ExtraFile;
import dev.hearth.repository.archive.ArchiveFormat;
import dev.hearth.repository.archive.ArchiveLimits;
import dev.hearth.repository.archive.Archives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {

    private static final String DESCRIPTION = """
            name: ppocr
            version: 2
            task: ocr
            graphs: {rec: rec.onnx, det: det.onnx}
            files: {keys.txt: some-keys.txt}
            parameters: {scale: 2, deep: true}
            """;

    @TempDir
    Path root;

    private Path folder = Path.of("");

    @BeforeEach
    void aFolder() throws IOException {
        folder = Files.createDirectory(root.resolve("folder"));
    }

    @Test
    void aDescriptionSaysWhatAModelIsMadeOfInItsOrder() throws IOException {
        var request = ModelSource.described(write("model.yml", DESCRIPTION), ImportWishes.none());

        assertThat(request.reference()).hasToString("model://ppocr:2");
        assertThat(request.task()).isEqualTo("ocr");
        assertThat(request.graphs().sequencedEntrySet())
                .containsExactly(
                        Map.entry("rec", folder.resolve("rec.onnx")), Map.entry("det", folder.resolve("det.onnx")));
        assertThat(request.extraFiles()).containsExactly(new ExtraFile("keys.txt", folder.resolve("some-keys.txt")));
        assertThat(request.parameters()).isEqualTo(Map.of("scale", 2, "deep", true));
    }

    @Test
    void whatTheImportSaysWins() throws IOException {
        var wishes = new ImportWishes(
                "other", 3, null, List.of(new ExtraFile("keys.txt", root.resolve("mine"))), Map.of("scale", 3));

        var request = ModelSource.described(write("model.yml", DESCRIPTION), wishes);

        assertThat(request.reference()).hasToString("model://other:3");
        assertThat(request.task()).isEqualTo("ocr");
        assertThat(request.extraFiles()).containsExactly(new ExtraFile("keys.txt", root.resolve("mine")));
        assertThat(request.parameters()).isEqualTo(Map.of("scale", 3, "deep", true));
    }

    @Test
    void onlyADescriptionThatItsUserNamesMayReachOutOfItsFolder() throws IOException {
        var climbing = write("model.yml", "{name: m, version: 1, task: tensor, graph: ../../outside.onnx}");

        assertThat(ModelSource.described(climbing, ImportWishes.none()).graphs())
                .containsOnly(Map.entry("model", root.getParent().resolve("outside.onnx")));
        assertThatThrownBy(() -> of(folder))
                .isInstanceOf(ModelImportException.class)
                .hasMessage("file '../../outside.onnx' of the model's description lies outside of it");
    }

    @Test
    void anArchiveIsTheFolderInIt() throws IOException {
        var archive = Archives.write(
                ArchiveFormat.TAR_GZ,
                root.resolve("upload"),
                Map.of(
                        "ppocr/model.yml", DESCRIPTION.getBytes(StandardCharsets.UTF_8),
                        "ppocr/det.onnx", new byte[] {1},
                        "ppocr/rec.onnx", new byte[] {2},
                        "ppocr/some-keys.txt", new byte[] {3}));

        var request = of(archive);

        assertThat(request.graphs().get("rec")).hasBinaryContent(new byte[] {2});
        assertThat(request.extraFiles().getFirst().file()).hasBinaryContent(new byte[] {3});
    }

    @Test
    void aFolderWithoutADescriptionIsAGraphForEachOnnxFile() throws IOException {
        write("only.onnx", "x");
        write("labels.txt", "x");
        var wishes = new ImportWishes("m", 1, "tensor", List.of(), Map.of());

        var one = ModelSource.of(folder, wishes, root, ArchiveLimits.DEFAULT);
        write("more.onnx", "x");
        var two = ModelSource.of(folder, wishes, root, ArchiveLimits.DEFAULT);

        assertThat(one.graphs()).containsOnlyKeys("model");
        assertThat(one.extraFiles()).extracting(ExtraFile::targetName).containsExactly("labels.txt");
        assertThat(two.graphs()).containsOnlyKeys("more", "only");
    }

    @Test
    void saysWhatIsWrongWithADescription() throws IOException {
        assertDescription("{name: m, colour: red}")
                .contains("model.yml is not a valid model.yml")
                .contains("colour");
        assertDescription("{name: m, version: one}")
                .contains("model.yml is not a valid model.yml")
                .contains("one");
        assertDescription("{name: m, name: n}")
                .contains("model.yml is not a valid model.yml")
                .contains("name");
        assertDescription("{name: m, version: 1, task: tensor}").contains("either graph or graphs");
        assertDescription("{name: m, version: 1, task: t, graph: a, graphs: {b: c}}")
                .contains("either graph or graphs");
        assertDescription("{version: 1, task: tensor, graph: a}").contains("the import names no name");
        assertDescription("{name: m, task: tensor, graph: a}").contains("the import names no version");
        assertDescription("{name: m, version: 1, graph: a}").contains("the import names no task");
        assertDescription("{name: m, version: 1, task: poetry, graph: a}").contains("'poetry' is not one of");
        assertDescription("").contains("is not a valid model.yml");
        assertDescription("null").contains("is empty");
    }

    @Test
    void namesAPathWithoutAModel() throws IOException {
        write("notes.txt", "x");

        assertThatThrownBy(() -> of(folder)).hasMessage("there is no .onnx file and no model.yml in folder");
        assertThatThrownBy(() -> of(root.resolve("absent"))).hasMessageContaining("absent is no file or folder");
    }

    private org.assertj.core.api.AbstractStringAssert<?> assertDescription(String yaml) throws IOException {
        var file = write("model.yml", yaml);
        return assertThat(org.junit.jupiter.api.Assertions.assertThrows(
                        ModelImportException.class, () -> ModelSource.described(file, ImportWishes.none()))
                .getMessage());
    }

    private ImportRequest of(Path path) throws IOException {
        return ModelSource.of(
                path, ImportWishes.none(), Files.createTempDirectory(root, "scratch"), ArchiveLimits.DEFAULT);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
