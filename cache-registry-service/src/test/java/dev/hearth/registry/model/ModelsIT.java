package dev.hearth.registry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.registry.RunningRegistry;
import dev.hearth.registry.RunningRegistry.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Models come, are used and go over HTTP; the model is the digits example. */
class ModelsIT {

    private static final RunningRegistry REGISTRY = RunningRegistry.get();

    private static byte[] onnx = {};

    @BeforeAll
    static void aReadyRegistry() throws IOException {
        onnx = Files.readAllBytes(Path.of("../examples/digits/digits.onnx"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> REGISTRY.get("/actuator/health/readiness").status() == 200);
    }

    @Test
    void anOnnxFileIsImportedUnderTheNameThatTheQueryGives() {
        var created = upload("?name=digits&version=1&task=image-classification&parameter=width%3D28", onnx);

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        var model = REGISTRY.get("/v1/models/digits/1").json();
        assertThat(model).isEqualTo(created.json());
        assertThat(model.get("bytes").asLong()).isGreaterThan(300_000);
        assertThat(model.get("parameters").get("width").isInt()).isTrue();
        assertThat(model.get("files").propertyNames()).contains("model.graph.onnx", "model.weights.bin");
        assertThat(model.get("functions")).isEmpty();
        assertThat(upload("?name=digits&version=1&task=tensor", onnx)).satisfies(again -> {
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.json().get("code").asString()).isEqualTo("MODEL_EXISTS");
        });
        assertNothingIsLeft();
    }

    @Test
    void aModelsAnswerHasWhatTheSchedulersThatLiveExpectOfIt() {
        assertThat(upload("?name=foreseen&version=1&task=tensor", onnx).status())
                .isEqualTo(201);
        var redis = REGISTRY.bean(StringRedisTemplate.class);
        redis.opsForSet().add(RegistryKeys.FORECASTERS, "scheduler-1", "scheduler-2", "ended");
        redis.opsForValue().set(RegistryKeys.forecast("scheduler-1"), """
                {"recordVersion":1,"laterField":true,"models":[{"model":"foreseen:1",
                 "inference":{"expectedMs":10,"measuredMs":9,"measuredEpochMillis":5,"medianErrorRatio":0.1,"predictions":30},
                 "load":{"repository":{"expectedMs":241,"measuredMs":250,"measuredEpochMillis":5,
                                       "medianErrorRatio":0.25,"predictions":4}}}]}
                """, Duration.ofMinutes(1));
        redis.opsForValue().set(RegistryKeys.forecast("scheduler-2"), """
                {"recordVersion":1,"models":[{"model":"foreseen:1",
                 "inference":{"expectedMs":20,"measuredMs":19,"measuredEpochMillis":6,"medianErrorRatio":0.5,"predictions":10}}]}
                """, Duration.ofMinutes(1));

        var forecast = REGISTRY.get("/v1/models/foreseen/1").json().get("forecast");

        assertThat(forecast.toString())
                .isEqualTo("{\"inference\":{\"expectedMs\":12.5,\"measuredMs\":19.0,\"medianErrorRatio\":0.2,"
                        + "\"predictions\":40},\"load\":{\"repository\":{\"expectedMs\":241.0,\"measuredMs\":250.0,"
                        + "\"medianErrorRatio\":0.25,\"predictions\":4}}}");
        assertThat(REGISTRY.get("/v1/models").json().valueStream())
                .filteredOn(model -> model.get("name").asString().equals("foreseen"))
                .singleElement()
                .satisfies(model -> assertThat(model.get("forecast")).isEqualTo(forecast));
        assertThat(redis.opsForSet().isMember(RegistryKeys.FORECASTERS, "ended"))
                .isFalse();
    }

    @Test
    void anArchiveWithADescriptionNeedsNoQuery() throws IOException {
        var archive = zip(Map.of(
                "packed/model.yml",
                "{name: packed, version: 3, task: tensor, graph: net.onnx}".getBytes(StandardCharsets.UTF_8),
                "packed/net.onnx",
                onnx));

        var created = upload("", archive);

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(REGISTRY.get("/v1/models/packed")
                        .json()
                        .get(0)
                        .get("version")
                        .asInt())
                .isEqualTo(3);
        assertThat(REGISTRY.get("/v1/models/absent").status()).isEqualTo(404);
    }

    @Test
    void whatIsNoModelIsRefusedWithTheReason() throws IOException {
        var named = "?name=bad&version=1&task=tensor";

        assertRefused(
                upload(named, "no model".getBytes(StandardCharsets.UTF_8)), 400, "the upload is not an ONNX model");
        assertRefused(upload(named, new byte[0]), 400, "the body is empty");
        assertRefused(upload("?name=bad&task=tensor", onnx), 400, "the import names no version");
        assertRefused(upload("?name=Bad%20Name&version=1&task=tensor", onnx), 400, "'Bad Name'");
        assertRefused(upload("?name=bad&version=one&task=tensor", onnx), 400, "version 'one'");
        assertRefused(upload("?name=bad&version=1&task=poetry", onnx), 400, "'poetry' is not one of");
        assertRefused(upload(named + "&parameter=width", onnx), 400, "'width' is not of the form KEY=VALUE");
        assertRefused(upload(named + "&colour=red", onnx), 400, "query 'colour' is not one of");
        assertRefused(upload(named, zip(Map.of("../out.onnx", onnx))), 400, "entry '../out.onnx' climbs out");
        assertRefused(
                upload(named, zip(Map.of("zeros.onnx", new byte[64 << 20]))),
                400,
                "entry 'zeros.onnx' takes the archive above ");
        assertRefused(
                upload(named, java.util.Arrays.copyOf(zip(Map.of("a.onnx", onnx)), 1000)),
                400,
                "the archive is broken");
        assertRefused(
                upload("", zip(Map.of("model.yml", "{graph: ../../x.onnx}".getBytes(StandardCharsets.UTF_8)))),
                400,
                "lies outside");
        assertThat(REGISTRY.get("/v1/models/bad").status()).isEqualTo(404);
        assertNothingIsLeft();
    }

    @Test
    void aModelThatAFunctionUsesIsNotDeleted() {
        assertThat(upload("?name=used&version=1&task=tensor", onnx).status()).isEqualTo(201);
        assertThat(REGISTRY.call("POST", "/system/functions", "{\"service\":\"user\",\"image\":\"model://used:1\"}")
                        .status())
                .isEqualTo(202);

        var refused = REGISTRY.call("DELETE", "/v1/models/used/1", null);

        assertRefused(refused, 409, "model://used:1 is used by user.openfaas-fn; remove these first");
        assertThat(refused.json().get("code").asString()).isEqualTo("MODEL_IN_USE");
        assertThat(REGISTRY.get("/v1/models/used/1")
                        .json()
                        .get("functions")
                        .get(0)
                        .asString())
                .isEqualTo("user.openfaas-fn");

        REGISTRY.call("DELETE", "/system/functions", "{\"functionName\":\"user\"}");

        assertThat(REGISTRY.call("DELETE", "/v1/models/used/1", null).status()).isEqualTo(204);
        assertThat(REGISTRY.get("/v1/models/used/1").status()).isEqualTo(404);
        assertThat(REGISTRY.call("DELETE", "/v1/models/used/1", null).status()).isEqualTo(404);
        assertNothingIsLeft();
    }

    @Test
    void aModelWhoseWeightsWereChangedCannotBeDeployed() throws IOException {
        assertThat(upload("?name=changed&version=1&task=tensor", onnx).status()).isEqualTo(201);
        var deployment = "{\"service\":\"changed\",\"image\":\"model://changed:1\"}";
        assertThat(REGISTRY.call("POST", "/system/functions", deployment).status())
                .isEqualTo(202);
        var weights = REGISTRY.models().resolve("changed/1/model.weights.bin");
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);

        var refused = REGISTRY.call("PUT", "/system/functions", deployment);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("image model://changed:1 is corrupt: model.weights.bin has sha256 ")
                .contains(", its manifest says ");
    }

    @Test
    void aModelOfEmulatedDevicesHasNoGraphsAndNoFiles() throws IOException {
        var directory = Files.createDirectories(REGISTRY.models().resolve("paper/1"));
        Files.writeString(directory.resolve("model.yaml"), "{name: paper, version: 1, task: emulated, bytes: 1000}");

        var model = REGISTRY.get("/v1/models/paper/1").json();
        assertThat(model.get("task").asString()).isEqualTo("emulated");
        assertThat(model.get("graphs")).isEmpty();
        assertThat(model.get("files")).isEmpty();
        assertThat(REGISTRY.get("/v1/models").json().findValuesAsString("name")).contains("paper");
        assertThat(REGISTRY.call("POST", "/system/functions", "{\"service\":\"paper\",\"image\":\"model://paper:1\"}")
                        .status())
                .isEqualTo(202);
        assertThat(REGISTRY.call("DELETE", "/system/functions", "{\"functionName\":\"paper\"}")
                        .status())
                .isEqualTo(202);

        assertThat(REGISTRY.call("DELETE", "/v1/models/paper/1", null).status()).isEqualTo(204);
        assertThat(REGISTRY.get("/v1/models/paper/1").status()).isEqualTo(404);
        assertNothingIsLeft();
    }

    private static Answer upload(String query, byte[] body) {
        return REGISTRY.send("POST", "/v1/models" + query, body, "Content-Type", "application/x-www-form-urlencoded");
    }

    private static void assertRefused(Answer answer, int status, String why) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("detail").asString())
                .contains(why)
                .doesNotContain(REGISTRY.models().toString())
                .doesNotContain(".import-");
    }

    private static void assertNothingIsLeft() {
        try (var files = Files.list(REGISTRY.models())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
