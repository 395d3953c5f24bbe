package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.repository.ImportRequest.ExtraFile;
import dev.hearth.repository.archive.ArchiveFormat;
import dev.hearth.repository.archive.ArchiveLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedModelTest {

    @TempDir
    Path files;

    @Test
    void saysAllThatAnImportNeeds() throws IOException {
        var graphs = new LinkedHashMap<String, Path>();
        graphs.put("rec", write("some-rec-model.onnx"));
        graphs.put("det", write("some-det-model.onnx"));
        var keys = new ExtraFile("keys.txt", write("some-keys.txt"));
        var request = new ImportRequest("ppocr", 2, "ocr", graphs, List.of(keys), Map.of("scale", 2, "deep", true));
        var archive = files.resolve("packed");

        PackedModel.write(request, archive);

        assertThat(ArchiveFormat.of(archive)).contains(ArchiveFormat.TAR);
        var unpacked = ModelSource.of(
                archive, ImportWishes.none(), Files.createDirectory(files.resolve("unpacked")), ArchiveLimits.DEFAULT);
        assertThat(unpacked.reference()).isEqualTo(request.reference());
        assertThat(unpacked.task()).isEqualTo("ocr");
        assertThat(unpacked.parameters()).isEqualTo(request.parameters());
        assertThat(unpacked.graphs().keySet()).containsExactly("rec", "det");
        assertThat(unpacked.graphs().get("det")).hasContent("some-det-model.onnx");
        assertThat(unpacked.extraFiles().getFirst().targetName()).isEqualTo("keys.txt");
        assertThat(unpacked.extraFiles().getFirst().file()).hasContent("some-keys.txt");
    }

    @Test
    void namesAFileThatIsMissingAndANameThatIsTaken() throws IOException {
        var onnx = write("model.onnx");

        assertThatThrownBy(() -> pack(onnx, new ExtraFile("keys.txt", files.resolve("absent"))))
                .hasMessage(files.resolve("absent") + " is not a readable file");
        assertThatThrownBy(() -> pack(onnx, new ExtraFile("model.onnx", write("other"))))
                .hasMessage("file name 'model.onnx' is taken in the archive of the model");
        assertThatThrownBy(() -> pack(onnx, new ExtraFile("model.yml", write("other"))))
                .hasMessage("file name 'model.yml' is taken in the archive of the model");
    }

    private void pack(Path onnx, ExtraFile extra) throws IOException {
        PackedModel.write(
                ImportRequest.single("m", 1, "tensor", onnx, List.of(extra), Map.of()), files.resolve("packed"));
    }

    /** A file that holds its own name. */
    private Path write(String name) throws IOException {
        return Files.writeString(files.resolve(name), name);
    }
}
