package dev.hearth.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {

    private static final ModelReference MODEL = new ModelReference("m", 2);

    @TempDir
    private Path root;

    private ModelRepository repository;

    @BeforeEach
    void open() {
        repository = new ModelRepository(root);
    }

    @Test
    void listsVersionsInOrderAndOverlooksImportsUnderWay() throws IOException {
        put("b", 10);
        put("b", 9);
        put("a", 1);
        ManifestFile.write(
                manifest("x", 1, Map.of()),
                Files.createDirectories(root.resolve(".import-1/2")).resolve("model.yaml"));
        Files.createDirectories(root.resolve("a/2"));
        Files.writeString(root.resolve("note.txt"), "not a model");

        assertThat(repository.list())
                .extracting(manifest -> manifest.reference().shortName())
                .containsExactly("a:1", "b:9", "b:10");
    }

    @Test
    void isEmptyBeforeItsDirectoryExists() {
        var none = new ModelRepository(root.resolve("none"));

        assertThat(none.list()).isEmpty();
        assertThat(none.find(MODEL)).isEmpty();
        assertThat(none.digest(MODEL)).isEmpty();
    }

    @Test
    void namesAFileThatWasChangedOrIsMissing() throws IOException {
        var directory = Files.createDirectories(repository.directory(MODEL));
        Files.writeString(directory.resolve("labels.txt"), "cat");
        var right = Checksum.of(directory.resolve("labels.txt"));
        ManifestFile.write(
                manifest("m", 2, Map.of("labels.txt", right, "gone.txt", right)), directory.resolve("model.yaml"));

        assertThat(repository.verify(MODEL)).singleElement().asString().contains("gone.txt");
        Files.writeString(directory.resolve("labels.txt"), "dog");
        assertThat(repository.verify(MODEL))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("labels.txt", right));
    }

    @Test
    void digestsTheManifestsOwnBytes() throws IOException {
        put("m", 2);
        var before = repository.digest(MODEL);

        Files.writeString(
                repository.directory(MODEL).resolve("model.yaml"), "\n", java.nio.file.StandardOpenOption.APPEND);

        assertThat(before).hasValueSatisfying(digest -> assertThat(digest).matches("[0-9a-f]{64}"));
        assertThat(repository.digest(MODEL)).isPresent().isNotEqualTo(before);
    }

    @Test
    void namesAManifestThatCannotBeRead() throws IOException {
        put("m", 2);
        Files.writeString(repository.directory(MODEL).resolve("model.yaml"), "graphs: [");

        assertThatThrownBy(() -> repository.find(MODEL))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("model.yaml is not a model manifest");
    }

    private void put(String name, int version) throws IOException {
        var directory = Files.createDirectories(repository.directory(new ModelReference(name, version)));
        ManifestFile.write(manifest(name, version, Map.of()), directory.resolve("model.yaml"));
    }

    private static ModelManifest manifest(String name, int version, Map<String, String> files) {
        return new ModelManifest(name, version, "tensor", 0, List.of(), files, Map.of());
    }
}
