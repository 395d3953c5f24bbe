package dev.hearth.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.repository.ImportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {

    @TempDir
    Path folder;

    @Test
    void aFileIsOneGraphWithItsTokenizer() throws IOException {
        var onnx = touch("some-name.onnx");
        var tokenizer = touch("some-tokenizer.json");

        var request = source(onnx, tokenizer).request();

        assertThat(request.graphs()).containsOnly(Map.entry(ImportRequest.SINGLE_GRAPH, onnx));
        assertThat(request.extraFiles()).containsExactly(new ImportRequest.ExtraFile("tokenizer.json", tokenizer));
    }

    @Test
    void aFolderIsAGraphForEachFileAndWhatGoesWithThem() throws IOException {
        var rec = touch("rec.onnx");
        var det = touch("det.onnx");
        var keys = touch("keys.txt");

        var request = source(folder, null).request();

        assertThat(request.graphs().sequencedEntrySet()).containsExactly(Map.entry("det", det), Map.entry("rec", rec));
        assertThat(request.extraFiles()).containsExactly(new ImportRequest.ExtraFile("keys.txt", keys));
    }

    @Test
    void namesAPathWithoutAModel() throws IOException {
        assertThatThrownBy(() -> source(folder, null).request())
                .isInstanceOf(CommandFailedException.class)
                .hasMessage(folder + " holds no .onnx file");
        assertThatThrownBy(() -> source(folder.resolve("absent"), null).request())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("is neither a file nor a folder");
    }

    @Test
    void parametersKeepTheirTypes() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("pooling", "mean");
        parameters.put("normalize", "true");
        parameters.put("maxTokens", "128");

        assertThat(ImportModelCommand.typed(parameters))
                .isEqualTo(Map.of("pooling", "mean", "normalize", true, "maxTokens", 128));
    }

    private ModelSource source(Path path, @org.jspecify.annotations.Nullable Path tokenizer) {
        return new ModelSource("m", 1, "tensor", path, tokenizer, Map.of());
    }

    private Path touch(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }
}
