package dev.hearth.cli.endtoend;

import static dev.hearth.cli.endtoend.OriginalMiniLm.cosine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model's whole life through the gateway: it comes as an archive, is called, cannot be deleted while it is used, and goes. */
@ExtendWith(SharedCluster.class)
class ModelsIT {

    private static final String NAME = "uploaded-model";
    private static final String MODEL = NAME + ":4";

    @TempDir
    Path folder;

    private final HearthCluster cluster;
    private final String gateway;

    ModelsIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.gateway = "http://127.0.0.1:" + cluster.port();
    }

    @Test
    void anUploadedModelIsCalledAndGoesWhenNothingUsesIt() throws Exception {
        var imported = cluster.hearth("models", "import", archive().toString(), "--gateway", gateway);

        assertThat(imported.requireSuccess().out())
                .startsWith("Imported model://" + MODEL)
                .contains("text-embedding");
        assertThat(cluster.hearth("models", "import", "--if-absent", archive().toString(), "--gateway", gateway)
                        .requireSuccess()
                        .out())
                .isEqualTo("model://" + MODEL + " is there already\n");

        cluster.hearth("deploy", "--file", stack().toString()).requireSuccess();
        var text = "A man is playing a guitar";
        assertThat(cosine(cluster.caller().invoke(NAME, text).embedding(), OriginalMiniLm.embed(List.of(text))[0]))
                .isGreaterThanOrEqualTo(0.9999);

        var described = WireJson.mapper()
                .readTree(cluster.hearth("models", "describe", MODEL, "-o", "json")
                        .requireSuccess()
                        .out());
        assertThat(described.get("functions").get(0).asString()).isEqualTo(NAME + ".openfaas-fn");
        assertThat(described.get("files").propertyNames()).contains("tokenizer.json", "model.weights.bin");

        var refused = cluster.hearth("models", "delete", MODEL);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.errors())
                .singleElement()
                .asString()
                .contains(MODEL, NAME + ".openfaas-fn", "409 MODEL_IN_USE");

        cluster.hearth("remove", NAME).requireSuccess();
        assertThat(cluster.hearth("models", "delete", MODEL).requireSuccess().out())
                .isEqualTo("Deleted model://" + MODEL + "\n");
        var gone = cluster.hearth("models", "describe", MODEL);
        assertThat(gone.status()).isEqualTo(1);
        assertThat(gone.errors()).singleElement().asString().contains("404 MODEL_NOT_FOUND");
        assertThat(cluster.data().resolve("models").resolve(NAME).resolve("4")).doesNotExist();
    }

    @Test
    void aBadArchiveIsRefusedThroughTheGatewayWithTheEntryAndTheReason() throws IOException {
        var archive = folder.resolve("bad.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("../../model.onnx"));
        }

        var refused = cluster.hearth(
                "models",
                "import",
                archive.toString(),
                "--gateway",
                gateway,
                "--name",
                "bad",
                "--version",
                "1",
                "--task",
                "tensor");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.errors())
                .singleElement()
                .asString()
                .contains("entry '../../model.onnx' climbs out of the archive", "400 BAD_INPUT");
    }

    private Path archive() throws IOException {
        var archive = folder.resolve("model.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("minilm/model.yml"));
            zip.write("""
                    name: uploaded-model
                    version: 4
                    task: text-embedding
                    graph: minilm.onnx
                    files: {tokenizer.json: tokenizer.json}
                    parameters: {pooling: mean, normalize: true, maxTokens: 128}
                    """.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("minilm/minilm.onnx"));
            Files.copy(OriginalMiniLm.file(".onnx"), zip);
            zip.putNextEntry(new ZipEntry("minilm/tokenizer.json"));
            Files.copy(OriginalMiniLm.file("-tokenizer.json"), zip);
        }
        return archive;
    }

    private Path stack() throws IOException {
        return Files.writeString(folder.resolve("stack.yml"), """
                version: 1.0
                provider: {name: openfaas, gateway: http://127.0.0.1:8080}
                functions:
                  uploaded-model:
                    lang: djl
                    skip_build: true
                    image: model://uploaded-model:4
                    annotations: {dev.hearth.timeout: 60s}
                """);
    }
}
