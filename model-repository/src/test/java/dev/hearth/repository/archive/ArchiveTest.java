package dev.hearth.repository.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private static final byte[] TEXT = "some content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path scratch;

    private Path folder = Path.of("");

    @BeforeEach
    void anEmptyFolder() throws IOException {
        folder = Files.createDirectory(scratch.resolve("unpacked"));
    }

    @ParameterizedTest
    @EnumSource
    void unpacksFilesAtTheTopWhateverTheArchiveIsCalled(ArchiveFormat format) throws IOException {
        var archive = write(format, Map.of("model.onnx", TEXT, "./keys.txt", TEXT));

        assertThat(ArchiveFormat.of(archive)).contains(format);
        unpack(archive, ArchiveLimits.DEFAULT);

        assertThat(unpacked()).containsExactly("keys.txt", "model.onnx");
        assertThat(folder.resolve("model.onnx")).hasBinaryContent(TEXT);
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutTheOneFolderThatHoldsAllAndWhatFindersAdd(ArchiveFormat format) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("ppocr/det.onnx", TEXT);
        files.put("ppocr/.DS_Store", TEXT);
        files.put("__MACOSX/ppocr/._det.onnx", TEXT);
        files.put("ppocr/rec.onnx", TEXT);

        unpack(write(format, files), ArchiveLimits.DEFAULT);

        assertThat(unpacked()).containsExactly("det.onnx", "rec.onnx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.onnx",
                "a/../../outside.onnx",
                "/etc/outside.onnx",
                "..\\outside.onnx",
                "C:outside.onnx",
                "a/b/deep.onnx",
                "sp ace.onnx"
            })
    void refusesPathsThatAreNotPlainNames(String path) throws IOException {
        for (var format : List.of(ArchiveFormat.TAR, ArchiveFormat.ZIP)) {
            var archive = write(format, Map.of(path, TEXT));

            assertThatThrownBy(() -> unpack(archive, ArchiveLimits.DEFAULT))
                    .as("%s in a %s", path, format)
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("outside.onnx".equals(path) ? "" : "entry '");
            assertThat(unpacked()).isEmpty();
            assertThat(scratch.resolve("outside.onnx")).doesNotExist();
        }
    }

    @Test
    void refusesLinksAndDevices() throws IOException {
        assertRefused(
                Archives.tarOf(scratch.resolve("a"), TarConstants.LF_SYMLINK, "model.onnx", "/etc/passwd"),
                "entry 'model.onnx' is a link; expected files only");
        assertRefused(
                Archives.tarOf(scratch.resolve("b"), TarConstants.LF_LINK, "model.onnx", "../x"),
                "entry 'model.onnx' is a link; expected files only");
        assertRefused(
                Archives.zipOfASymlink(scratch.resolve("c"), "model.onnx", "/etc/passwd"),
                "entry 'model.onnx' is a link; expected files only");
        assertRefused(
                Archives.tarOf(scratch.resolve("d"), TarConstants.LF_CHR, "model.onnx", ""),
                "entry 'model.onnx' is neither a file nor a folder");
    }

    @Test
    void refusesFilesOfSeveralFoldersAndOneFileTwice() throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("a/one.onnx", TEXT);
        files.put("b/two.onnx", TEXT);
        assertRefused(write(ArchiveFormat.TAR, files), "entry 'b/two.onnx' lies in another folder");

        var twice = new LinkedHashMap<String, byte[]>();
        twice.put("same.onnx", TEXT);
        twice.put("./same.onnx", TEXT);
        Files.delete(folder.resolve("one.onnx"));
        assertRefused(write(ArchiveFormat.TAR, twice), "entry './same.onnx' is in the archive twice");
        twice.put("./Same.onnx", Objects.requireNonNull(twice.remove("./same.onnx")));
        Files.delete(folder.resolve("same.onnx"));
        assertRefused(write(ArchiveFormat.ZIP, twice), "entry './Same.onnx' is in the archive twice");
    }

    @Test
    void stopsABombBeforeItIsUnpacked() throws IOException {
        var bomb = write(ArchiveFormat.TAR_GZ, Map.of("zeros.onnx", new byte[64 << 20]));
        assertThat(Files.size(bomb)).isLessThan(100_000);

        assertRefused(bomb, "entry 'zeros.onnx' takes the archive above 100 times its size");
        assertThat(Files.size(folder.resolve("zeros.onnx"))).isBetween(10L << 20, 20L << 20);
    }

    @Test
    void keepsItsBoundsOfEntriesAndBytes() throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        List.of("a.onnx", "b.onnx", "c.onnx").forEach(name -> files.put(name, TEXT));
        var archive = write(ArchiveFormat.ZIP, files);

        assertThatThrownBy(() -> unpack(archive, new ArchiveLimits(2, 1_000, 100)))
                .hasMessage("the archive has more than 2 entries");
        Files.delete(folder.resolve("a.onnx"));
        Files.delete(folder.resolve("b.onnx"));
        assertThatThrownBy(() -> unpack(archive, new ArchiveLimits(10, 20, 100)))
                .hasMessageContaining("takes the archive above 20 bytes unpacked");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatACutArchiveIsBroken(ArchiveFormat format) throws IOException {
        var random = new byte[200_000];
        new java.util.Random(7).nextBytes(random);
        var archive = write(format, Map.of("model.onnx", random));
        Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 100_000));

        assertRefused(archive, "the archive is broken: ");
    }

    @Test
    void stopsABombBehindAFileThatIsNone() throws IOException {
        var random = new byte[2 << 20];
        new java.util.Random(7).nextBytes(random);
        var files = new LinkedHashMap<String, byte[]>();
        files.put("a-bomb.onnx", new byte[64 << 20]);
        files.put("weights.bin", random);

        for (var format : List.of(ArchiveFormat.ZIP, ArchiveFormat.TAR_GZ)) {
            assertRefused(write(format, files), "entry 'a-bomb.onnx' takes the archive above 100 times its size");
            Files.delete(folder.resolve("a-bomb.onnx"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noticesAByteThatChanged(ArchiveFormat format) throws IOException {
        var random = new byte[200_000];
        new java.util.Random(7).nextBytes(random);
        var archive = write(format, Map.of("model.onnx", random));
        var bytes = Files.readAllBytes(archive);
        // A plain tar has a checksum of its headers only.
        bytes[format == ArchiveFormat.TAR ? 110 : 100_000] ^= 1;
        Files.write(archive, bytes);

        assertThatThrownBy(() -> unpack(archive, ArchiveLimits.DEFAULT))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("broken");
    }

    @Test
    void noticesATarThatWasCutBetweenTwoFiles() throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("model.onnx", TEXT);
        files.put("tokenizer.json", TEXT);
        var archive = write(ArchiveFormat.TAR, files);
        Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 2 * 512));

        assertRefused(archive, "the archive is broken: its end is missing");
    }

    @Test
    void saysThatGzipHoldsNoTar() throws IOException {
        var archive = scratch.resolve("model.onnx.gz");
        try (var gzip = new java.util.zip.GZIPOutputStream(Files.newOutputStream(archive))) {
            gzip.write(TEXT);
        }

        assertRefused(archive, "there is no tar archive in it");
    }

    @Test
    void aDiskThatRefusesIsNotTheArchivesFault() throws IOException {
        var archive = write(ArchiveFormat.ZIP, Map.of("model.onnx", TEXT));
        Files.delete(folder);

        assertThatThrownBy(() -> unpack(archive, ArchiveLimits.DEFAULT))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ArchiveException.class);
    }

    private void assertRefused(Path archive, String message) {
        assertThatThrownBy(() -> unpack(archive, ArchiveLimits.DEFAULT))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith(message);
    }

    private void unpack(Path archive, ArchiveLimits limits) throws IOException {
        Archive.unpack(archive, ArchiveFormat.of(archive).orElseThrow(), folder, limits);
    }

    private Path write(ArchiveFormat format, Map<String, byte[]> files) throws IOException {
        return Archives.write(format, scratch.resolve("archive.bin"), files);
    }

    private List<String> unpacked() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
