package dev.hearth.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.Hearth;
import dev.hearth.cli.gateway.FakeGateway;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ModelRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on models; the model is the digits example. */
class ModelCommandsTest {

    private static final String JSON = "application/json";
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Path ONNX = EXAMPLES.resolve("digits/digits.onnx");
    private static final String CREATED = "{\"name\":\"m\",\"version\":1,\"task\":\"tensor\",\"bytes\":1048576}";
    private static final String EXISTS = "{\"code\":\"MODEL_EXISTS\",\"detail\":\"model://m:1 is in the repository\"}";

    @TempDir
    Path folder;

    private final FakeGateway gateway;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    ModelCommandsTest() throws IOException {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void importsEachDescriptionAndPassesOverThoseThatAreThere() {
        var digits = EXAMPLES.resolve("digits/model.yml").toString();
        var tensor = EXAMPLES.resolve("tensor/model.yml").toString();

        assertThat(local("import", "--if-absent", "-f", digits)).isZero();
        assertThat(local("import", "--if-absent", "-f", digits, "-f", tensor)).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "Imported model://digits:1: 0.3 MiB of weights, task image-classification",
                        "model://digits:1 is there already",
                        "Imported model://digits-tensor:1: 0.3 MiB of weights, task tensor");
        assertThat(err).hasToString("");
        var manifest = repository().find(new ModelReference("digits", 1)).orElseThrow();
        assertThat(manifest.parameters()).containsEntry("width", 28).containsEntry("labelField", "digit");
        assertThat(repository().verify(manifest.reference())).isEmpty();
    }

    @Test
    void stopsAtTheFirstThatFailsAndNamesItsFile() throws IOException {
        var digits = EXAMPLES.resolve("digits/model.yml").toString();
        var broken = Files.writeString(
                folder.resolve("broken.yml"), "{name: m, version: 1, task: tensor, graph: absent.onnx}");
        var wrong = Files.writeString(folder.resolve("wrong.yml"), "{name: m, version: 1, task: tensor}");

        assertThat(local("import", "-f", digits, "-f", broken.toString(), "-f", wrong.toString()))
                .isEqualTo(1);
        assertThat(local("import", "-f", wrong.toString())).isEqualTo(1);
        assertThat(local("import", "-f", digits)).isEqualTo(1);

        assertThat(out.toString().lines()).singleElement().asString().startsWith("Imported model://digits:1");
        assertThat(err.toString().lines())
                .containsExactly(
                        "hearth: " + broken + ": " + folder.toRealPath().resolve("absent.onnx")
                                + " is not a readable file",
                        "hearth: " + wrong + ": the model's description has to name either graph or graphs",
                        "hearth: " + digits
                                + ": model://digits:1 is in the repository already; import it under another version");
    }

    @Test
    void importsAFileAFolderAndAnArchiveHoweverTheyAreCalled() throws IOException {
        var inFolder = Files.createDirectory(folder.resolve("some-folder"));
        Files.copy(ONNX, inFolder.resolve("net.onnx"));
        Files.writeString(inFolder.resolve("labels.txt"), "0");

        assertThat(local("import", ONNX.toString(), "--name", "a", "--version", "1", "--task", "tensor", "-p", "n=3"))
                .isZero();
        assertThat(local("import", inFolder.toString(), "--name", "b", "--version", "2", "--task", "tensor"))
                .isZero();
        assertThat(local("import", archive().toString(), "--version", "7", "-o", "json"))
                .isZero();

        assertThat(repository().list())
                .extracting(manifest -> manifest.reference().shortName())
                .containsExactly("a:1", "b:2", "m:7");
        assertThat(repository().find(new ModelReference("a", 1)).orElseThrow().parameters())
                .containsEntry("n", 3);
        assertThat(repository().find(new ModelReference("b", 2)).orElseThrow().files())
                .containsKey("labels.txt");
        var printed = out.toString().lines().skip(2).toList();
        assertThat(WireJson.mapper().readTree(String.join("\n", printed)).get(0))
                .isEqualTo(WireJson.mapper().readTree("""
                        {"name":"m","version":7,"imported":true,"task":"tensor","bytes":%d}
                        """.formatted(repository()
                        .find(new ModelReference("m", 7))
                        .orElseThrow()
                        .bytes())));
    }

    @Test
    void sendsASingleGraphAndAnArchiveToTheGatewayAsTheyAre() throws IOException {
        var query = "?name=m&version=1&task=tensor&parameter=pooling%3D%22mean%22&parameter=n%3D3";
        gateway.answer("POST /v1/models" + query, 201, JSON, CREATED);
        gateway.answer("POST /v1/models", 201, JSON, CREATED);
        var archive = archive();

        assertThat(remote(
                        "import",
                        ONNX.toString(),
                        "--name",
                        "m",
                        "--version",
                        "1",
                        "--task",
                        "tensor",
                        "-p",
                        "pooling=mean",
                        "-p",
                        "n=3"))
                .isZero();
        assertThat(remote("import", archive.toString())).isZero();

        assertThat(gateway.calls().get(0)).isEqualTo(call(query, ONNX));
        assertThat(gateway.calls().get(1)).isEqualTo(call("", archive));
        assertThat(out.toString().lines())
                .containsOnly("Imported model://m:1: 1.0 MiB of weights, task tensor")
                .hasSize(2);
        assertThat(err).hasToString("");
        assertThat(folder.resolve("models")).doesNotExist();
    }

    @Test
    void packsWhatConsistsOfSeveralFiles() throws IOException {
        gateway.answer("POST /v1/models", 201, JSON, CREATED);
        var tokenizer = Files.writeString(folder.resolve("some-tokenizer.json"), "{\"some\":\"tokens\"}");

        assertThat(remote(
                        "import",
                        ONNX.toString(),
                        "--name",
                        "m",
                        "--version",
                        "1",
                        "--task",
                        "tensor",
                        "--tokenizer",
                        tokenizer.toString()))
                .isZero();

        assertThat(gateway.calls())
                .singleElement()
                .asString()
                .contains("ustar", "model.yml", "name: \"m\"", "model.onnx", "tokenizer.json", "{\"some\":\"tokens\"}");
    }

    @Test
    void sendsNothingThatTheClusterHasAlready() throws IOException {
        gateway.answer("GET /v1/models/digits/1", 200, JSON, CREATED);
        gateway.answer("POST /v1/models", 409, JSON, EXISTS);
        var archive = archive();

        assertThat(remote(
                        "import",
                        "--if-absent",
                        "-f",
                        EXAMPLES.resolve("digits/model.yml").toString()))
                .isZero();
        assertThat(remote("import", "--if-absent", archive.toString())).isZero();
        assertThat(remote("import", archive.toString())).isEqualTo(1);

        assertThat(gateway.calls()).hasSize(3).first().isEqualTo("GET /v1/models/digits/1");
        assertThat(out.toString().lines())
                .containsExactly("model://digits:1 is there already", "model://m:1 is there already");
        assertThat(err).hasToString("hearth: " + archive + ": model://m:1 is in the repository (409 MODEL_EXISTS)\n");
    }

    @Test
    void wrongUsageHasExitCodeTwo() {
        assertThat(local("import")).isEqualTo(2);
        assertThat(local("import", "a.onnx", "-f", "b.yml", "--name", "m")).isEqualTo(2);
        assertThat(local("import", "a.onnx", "--version", "one")).isEqualTo(2);

        assertThat(err.toString())
                .contains("hearth: Missing what to import: PATH or --file=FILE")
                .contains("speak of one model; there are 2");
    }

    @Test
    void saysOfABadArchiveWhichEntryAndWhy() throws IOException {
        var archive = zip("../model.onnx");

        assertThat(local("import", archive.toString(), "--name", "m", "--version", "1", "--task", "tensor"))
                .isEqualTo(1);

        assertThat(err.toString())
                .startsWith("hearth: ")
                .contains(archive.toString(), "entry '../model.onnx' climbs out of the archive");
        assertThat(folder.resolve("models")).isEmptyDirectory();
    }

    @Test
    void describesAVersionOrAllOfThem() {
        var model = """
                {"name":"m","version":1,"task":"tensor","bytes":1048576,"graphs":["det","rec"],"sha256":"abc",
                 "tiers":{"repository":true,"host":[],"device":["worker-1/0"]},"functions":["f.openfaas-fn"],
                 "files":{"keys.txt":"def"},"parameters":{"scale":2},"profile":{"loadMs":{"repository":12.5}}}
                """;
        gateway.answer("GET /v1/models/m/1", 200, JSON, model);
        gateway.answer("GET /v1/models/m", 200, JSON, "[" + model + "]");

        assertThat(remote("describe", "m:1")).isZero();
        assertThat(remote("describe", "m")).isZero();
        assertThat(remote("describe", "M:1")).isEqualTo(1);

        var described = List.of(
                "FIELD|VALUE",
                "model|m:1",
                "task|tensor",
                "size|1.0 MiB (1048576 bytes)",
                "graphs|det, rec",
                "tiers|repository, device",
                "gpus|worker-1/0",
                "functions|f.openfaas-fn",
                "sha256|abc",
                "file keys.txt|def",
                "parameter scale|2",
                "profile loadMs repository|12.5");
        var twice = new ArrayList<>(described);
        twice.addAll(described);
        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" {2,}", "|")))
                .containsExactlyElementsOf(twice);
        assertThat(err.toString()).startsWith("hearth: model name 'M' does not match");
    }

    @Test
    void describesAModelThatIsNamedInPlaceOfACommand() {
        gateway.answer("GET /v1/models/m", 200, JSON, "[{\"name\":\"m\",\"version\":1}]");
        gateway.answer("GET /v1/models/list/2", 200, JSON, "{\"name\":\"list\",\"version\":2}");
        gateway.answer("GET /v1/models", 200, JSON, "[]");

        assertThat(remote("m")).isZero();
        assertThat(remote("list:2", "-o", "json")).isZero();
        assertThat(remote("list")).isZero();

        assertThat(gateway.calls()).containsExactly("GET /v1/models/m", "GET /v1/models/list/2", "GET /v1/models");
        assertThat(err).hasToString("");
    }

    @Test
    void showsWhatAModelIsExpectedToCostBesideWhatItCost() {
        gateway.answer("GET /v1/models/m/1", 200, JSON, """
                {"name":"m","version":1,"forecast":{
                  "inference":{"expectedMs":12.34,"measuredMs":11.9,"medianErrorRatio":0.0421,"predictions":50},
                  "load":{"host":{"expectedMs":18.0,"predictions":0},
                          "repository":{"expectedMs":241,"measuredMs":250.06,"medianErrorRatio":0.2,"predictions":3}}}}
                """);

        assertThat(remote("describe", "m:1")).isZero();

        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" {2,}", "|")))
                .endsWith(
                        "expected inference|12.3 ms, the last took 11.9 ms;"
                                + " off by 4.2 % in the median of 50 predictions",
                        "expected load from host|18.0 ms, none measured yet",
                        "expected load from repository|241.0 ms, the last took 250.1 ms;"
                                + " off by 20.0 % in the median of 3 predictions");
    }

    @Test
    void deletesAVersionUnlessTheServerRefuses() {
        gateway.answer("DELETE /v1/models/m/1", 204, JSON, "");
        gateway.answer(
                "DELETE /v1/models/m/2", 409, JSON, "{\"code\":\"MODEL_IN_USE\",\"detail\":\"used by f.openfaas-fn\"}");

        assertThat(remote("delete", "m:1")).isZero();
        assertThat(remote("delete", "m:2")).isEqualTo(1);
        assertThat(remote("delete", "m")).isEqualTo(1);

        assertThat(gateway.calls()).containsExactly("DELETE /v1/models/m/1", "DELETE /v1/models/m/2");
        assertThat(out).hasToString("Deleted model://m:1\n");
        assertThat(err.toString().lines())
                .containsExactly(
                        "hearth: used by f.openfaas-fn (409 MODEL_IN_USE)",
                        "hearth: model reference 'm' is not of the form model://NAME:VERSION");
    }

    @Test
    void tellsLargeUploadsByTenths() {
        var told = new StringWriter();
        var progress = new UploadProgress(100 << 20, new PrintWriter(told));

        for (long sent = 0; sent <= 100 << 20; sent += 1 << 20) {
            progress.accept(sent);
        }

        assertThat(told.toString().lines())
                .hasSize(10)
                .startsWith("Sent 10 % of 100.0 MiB")
                .endsWith("Sent 100 % of 100.0 MiB");
    }

    private String call(String query, Path body) throws IOException {
        var text = new String(Files.readAllBytes(body), java.nio.charset.StandardCharsets.UTF_8);
        return ("POST /v1/models" + query + " application/octet-stream " + text).strip();
    }

    private Path archive() throws IOException {
        var archive = folder.resolve("archive.bin");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("m/model.yml"));
            zip.write("{name: m, version: 1, task: tensor, graph: net.onnx}"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("m/net.onnx"));
            Files.copy(ONNX, zip);
        }
        return archive;
    }

    private Path zip(String entry) throws IOException {
        var archive = folder.resolve("bad.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry(entry));
        }
        return archive;
    }

    private ModelRepository repository() {
        return new ModelRepository(folder.resolve("models"));
    }

    private int local(String... arguments) {
        return execute(arguments, List.of("--data", folder.toString()));
    }

    private int remote(String... arguments) {
        return execute(arguments, List.of("--data", folder.toString(), "--gateway", gateway.url()));
    }

    private int execute(String[] arguments, List<String> more) {
        var all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(arguments));
        all.addAll(more);
        return Hearth.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
