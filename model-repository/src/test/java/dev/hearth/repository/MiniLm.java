package dev.hearth.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The real MiniLM int8 model, as files. */
final class MiniLm {

    private MiniLm() {}

    static Path onnx(Path directory) {
        return unpack("all-minilm-l6-v2-q.onnx", directory);
    }

    static Path tokenizer(Path directory) {
        return unpack("all-minilm-l6-v2-q-tokenizer.json", directory);
    }

    static ImportRequest request(int version, Path directory) {
        return ImportRequest.single(
                "minilm-int8",
                version,
                "text-embedding",
                onnx(directory),
                List.of(new ImportRequest.ExtraFile("tokenizer.json", tokenizer(directory))),
                Map.of("pooling", "mean"));
    }

    private static Path unpack(String name, Path directory) {
        var file = directory.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        try (var stream = MiniLm.class.getResourceAsStream("/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            Files.copy(stream, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
