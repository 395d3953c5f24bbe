package dev.hearth.registry.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.registry.RunningRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogueIT {

    private static final RunningRegistry REGISTRY = RunningRegistry.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EMBED = """
            {"service":"embed","image":"model://tiny:1","envProcess":"ignored",
             "envVars":{"LEVEL":"3"},"secrets":["token"],
             "labels":{"dev.hearth.max-batch":"8","json":"{\\"a\\": [1, 2]}","empty":"","com.openfaas.scale.zero":"true"},
             "annotations":{"dev.hearth.timeout":"500ms","note":"zwei Wörter – 你好 😀\\n"}}
            """;

    @BeforeAll
    static void aModelAndAReadyRegistry() throws IOException {
        var directory = Files.createDirectories(REGISTRY.models().resolve("tiny/1"));
        Files.writeString(directory.resolve("model.yaml"), """
                {"name": "tiny", "version": 1, "task": "text-embedding", "bytes": 1000,
                 "graphs": [{"name": "model", "graphFile": "graph.onnx", "weightsBytes": 0}],
                 "files": {}, "parameters": {}}
                """);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> REGISTRY.get("/actuator/health/readiness").status() == 200);
    }

    @Test
    void aFunctionIsReadBackAsItWasDeployed() {
        var deployed = REGISTRY.call("POST", "/system/functions", EMBED);

        assertThat(deployed.status()).as(deployed.body()).isEqualTo(202);
        var read = REGISTRY.get("/system/function/embed");
        assertThat(read.status()).isEqualTo(200);
        var status = read.json();
        assertThat(status.get("name").asString()).isEqualTo("embed");
        assertThat(status.get("namespace").asString()).isEqualTo("openfaas-fn");
        assertThat(status.get("image").asString()).isEqualTo("model://tiny:1");
        assertThat(status.get("labels")).isEqualTo(sent("labels"));
        assertThat(status.get("annotations")).isEqualTo(sent("annotations"));
        assertThat(status.get("secrets")).isEqualTo(sent("secrets"));
        assertThat(status.get("envVars")).isEqualTo(sent("envVars"));
        assertThat(status.get("replicas").asInt()).isEqualTo(1);
        assertThat(status.get("availableReplicas").asInt()).isEqualTo(1);
        assertThat(status.get("invocationCount").asLong()).isZero();
        assertThat(Instant.parse(status.get("createdAt").asString())).isBefore(Instant.now());
        assertThat(REGISTRY.get("/system/functions").json().findValuesAsString("name"))
                .contains("embed");
        assertThat(REGISTRY.get("/system/functions?namespace=other").json()).isEmpty();
    }

    @Test
    void aFunctionTellsWhereItsModelIsToStayIfItSays() {
        var deployed = REGISTRY.call("POST", "/system/functions", """
                {"service":"kept","image":"model://tiny:1",
                 "annotations":{"dev.hearth.keep-warm":"10m","dev.hearth.pin":"true","dev.hearth.stage":"host"}}
                """);

        assertThat(deployed.status()).as(deployed.body()).isEqualTo(202);
        assertThat(REGISTRY.get("/system/function/kept").json().get("keeping").toString())
                .isEqualTo("{\"warmMillis\":600000,\"pinned\":true,\"stage\":\"host\"}");
        deploy("plain", "x");
        assertThat(REGISTRY.get("/system/function/plain").json().has("keeping")).isFalse();
    }

    @Test
    void aSecondDeployReplacesTheFunctionAndKeepsItsAge() {
        deploy("twice", "first");
        var before = REGISTRY.get("/system/function/twice").json();

        deploy("twice", "second");

        var after = REGISTRY.get("/system/function/twice").json();
        assertThat(after.get("annotations").get("note").asString()).isEqualTo("second");
        assertThat(after.get("createdAt")).isEqualTo(before.get("createdAt"));
        assertThat(REGISTRY.call("PUT", "/system/functions", deployment("twice", "third"))
                        .status())
                .isEqualTo(202);
        assertThat(REGISTRY.get("/system/function/twice").body()).contains("third");
    }

    @Test
    void whatIsUnknownIsNotFound() {
        assertThat(REGISTRY.get("/system/function/nobody").status()).isEqualTo(404);
        assertThat(REGISTRY.call("PUT", "/system/functions", deployment("nobody", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(REGISTRY.call("DELETE", "/system/functions", "{\"functionName\":\"nobody\"}")
                        .status())
                .isEqualTo(404);
        assertThat(REGISTRY.get("/v1/models/tiny/2").status()).isEqualTo(404);
        assertThat(REGISTRY.get("/system/logs?name=nobody").status()).isEqualTo(404);
    }

    @Test
    void aFunctionIsRemovedByADeleteWithABody() {
        deploy("short-lived", "x");

        var removed = REGISTRY.call(
                "DELETE", "/system/functions", "{\"functionName\":\"short-lived\",\"namespace\":\"openfaas-fn\"}");

        assertThat(removed.status()).as(removed.body()).isEqualTo(202);
        assertThat(REGISTRY.get("/system/function/short-lived").status()).isEqualTo(404);
    }

    @Test
    void aFunctionIsFoundInItsNamespaceHoweverThatIsSaid() {
        var inBlue = deployment("painted", "x").replace("\"envProcess\"", "\"namespace\":\"blue\",\"envProcess\"");
        assertThat(REGISTRY.call("POST", "/system/functions", inBlue).status()).isEqualTo(202);

        assertThat(REGISTRY.get("/system/function/painted?namespace=blue").status())
                .isEqualTo(200);
        assertThat(REGISTRY.get("/system/function/painted.blue").status()).isEqualTo(200);
        assertThat(REGISTRY.get("/system/function/painted").status()).isEqualTo(404);
        assertThat(REGISTRY.get("/system/functions?namespace=blue").json().findValuesAsString("name"))
                .containsExactly("painted");
        assertThat(REGISTRY.get("/system/namespaces").json()).isEqualTo(JSON.readTree("[\"blue\",\"openfaas-fn\"]"));

        var removed = REGISTRY.call("DELETE", "/system/functions?namespace=blue", "{\"functionName\":\"painted\"}");

        assertThat(removed.status()).as(removed.body()).isEqualTo(202);
        assertThat(REGISTRY.get("/system/namespaces").json()).isEqualTo(JSON.readTree("[\"openfaas-fn\"]"));
    }

    @Test
    void anAnswerToAChangeSaysWhereItsRecordLies() {
        var deployed = offset(REGISTRY.call("POST", "/system/functions", deployment("placed", "x")));
        var updated = offset(REGISTRY.call("PUT", "/system/functions", deployment("placed", "y")));
        var removed = offset(REGISTRY.call("DELETE", "/system/functions", "{\"functionName\":\"placed\"}"));

        assertThat(updated).isGreaterThan(deployed);
        assertThat(removed).isGreaterThan(updated);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | /system/scale-function/unscaled | 501 | cannot be scaled
            POST   | /system/scale-function/nobody   | 404 | nobody
            GET    | /system/secrets                 | 501 | no secrets
            DELETE | /system/secrets                 | 501 | no secrets
            POST   | /system/namespace/blue          | 501 | namespaces are not managed
            PATCH  | /system/functions               | 405 | DELETE
            GET    | /system/nothing                 | 404 | /system/nothing
            GET    | /system/logs                    | 400 | 'name' is missing
            GET    | /system/logs?name=unscaled&tail=few | 400 | whole number
            """)
    void whatIsNotAnsweredIsRefusedInWords(String method, String path, int status, String words) {
        deploy("unscaled", "x");

        var refused = REGISTRY.call(method, path, method.equals("GET") ? null : "{\"replicas\":2}");

        assertThat(refused.status()).as(refused.body()).isEqualTo(status);
        assertThat(refused.contentType()).startsWith("text/plain");
        assertThat(refused.body()).matches("[A-Z_]+: .*\n").contains(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "labels":{"a":null}         | label 'a' is null
            "labels":{"a":{"b":"c"}}    | 'labels.a' is of the wrong type
            "annotations":["a"]         | 'annotations' is of the wrong type
            "annotations":{"dev.hearth.task":null} | annotation 'dev.hearth.task' is null
            "envVars":{"a":null}        | envVars 'a' is null
            "secrets":[null]            | secrets is null
            """)
    void aDeploymentWhoseTextsAreNoneIsRefused(String field, String words) {
        var refused = REGISTRY.call(
                "POST", "/system/functions", "{\"service\":\"odd\",\"image\":\"model://tiny:1\"," + field + "}");

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).startsWith("BAD_INPUT: ").contains(words);
    }

    @Test
    void aRefusalIsPlainTextOrAProblemIfJsonIsAccepted() {
        var missing = deployment("embed", "x").replace("tiny:1", "tiny:99");

        var text = REGISTRY.call("POST", "/system/functions", missing);
        assertThat(text.status()).isEqualTo(400);
        assertThat(text.contentType()).startsWith("text/plain");
        assertThat(text.body()).contains("model://tiny:99").contains("import it first");

        var problem = REGISTRY.call("POST", "/system/functions", missing, "Accept", "application/json");
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.contentType()).startsWith("application/problem+json");
        assertThat(problem.json().get("code").asString()).isEqualTo("BAD_INPUT");

        assertThat(REGISTRY.call("POST", "/system/functions", "not json").status())
                .isEqualTo(400);
        assertThat(REGISTRY.call("POST", "/system/functions", "null").status()).isEqualTo(400);
        assertThat(REGISTRY.call("POST", "/system/functions", " ".repeat(JsonBody.LIMIT_BYTES + 1))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void modelsShowTheirTiers() {
        var model = REGISTRY.get("/v1/models/tiny/1").json();

        assertThat(model.get("name").asString()).isEqualTo("tiny");
        assertThat(model.get("version").asInt()).isEqualTo(1);
        assertThat(model.get("bytes").asLong()).isEqualTo(1000);
        assertThat(model.get("graphs").get(0).asString()).isEqualTo("model");
        assertThat(model.get("sha256").asString()).hasSize(64);
        assertThat(model.get("tiers")).isEqualTo(JSON.readTree("{\"repository\":true,\"host\":[],\"device\":[]}"));
        assertThat(REGISTRY.get("/v1/models").json().findValuesAsString("name")).contains("tiny");
    }

    @Test
    void tellsWhatItIs() {
        assertThat(REGISTRY.get("/healthz").status()).isEqualTo(200);
        var info = REGISTRY.get("/system/info").json();
        assertThat(info.get("provider").get("provider").asString()).isEqualTo("hearth");
        assertThat(info.get("version").has("release")).isTrue();
    }

    private static long offset(RunningRegistry.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return Long.parseLong(
                answer.headers().firstValue("X-Hearth-Catalogue-Offset").orElseThrow());
    }

    private static void deploy(String name, String note) {
        assertThat(REGISTRY.call("POST", "/system/functions", deployment(name, note))
                        .status())
                .isEqualTo(202);
    }

    private static String deployment(String name, String note) {
        return EMBED.replace("embed", name).replace("zwei Wörter – 你好 😀\\n", note);
    }

    private static JsonNode sent(String field) {
        return JSON.readTree(EMBED).get(field);
    }
}
