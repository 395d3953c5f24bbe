package dev.hearth.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way to be refused that a caller can provoke, and the exact words, which are printed at the end. */
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsIT {

    private static final String TENSOR = "refusing";
    private static final String FUNCTIONS = "/system/functions";

    private final Caller caller;
    private final StringBuilder answers = new StringBuilder("Refusals, word by word:\n");

    RefusalsIT(HearthCluster cluster) {
        this.caller = cluster.caller();
        var model = new AddingModel(TENSOR, 1);
        model.importInto(cluster);
        assertThat(caller.manage("POST", FUNCTIONS, model.deployment()).status())
                .isEqualTo(202);
    }

    @AfterAll
    void print() {
        System.out.println(answers);
    }

    @Test
    void ofCallsThatCannotBeMade() {
        refused("unknown function", caller.invoke("nobody", "guitar"), 404, "FUNCTION_NOT_FOUND", "'nobody'");
        refused("X-Timeout: soon", timeout("soon"), 400, "BAD_INPUT", "X-Timeout", "'soon'");
        refused("X-Timeout: 0s", timeout("0s"), 400, "BAD_INPUT", "X-Timeout", "'0s'");
        refused("X-Timeout: -1s", timeout("-1s"), 400, "BAD_INPUT", "X-Timeout", "'-1s'");
        refused(
                "X-Call-Id of 257 characters",
                caller.invoke("embed", "guitar", "X-Call-Id", "x".repeat(257)),
                400,
                "BAD_INPUT",
                "X-Call-Id",
                "257");
        refused(
                "16 MiB and a byte",
                caller.invoke("embed", new byte[Topics.BODY_LIMIT_BYTES + 1]),
                413,
                "BODY_TOO_LARGE",
                "16777217",
                "16777216");
    }

    @Test
    void ofBodiesThatAreNoInput() {
        refused("empty body", caller.invoke("embed", ""), 400, "BAD_INPUT", "empty");
        refused("a number as text", caller.invokeWithJson("embed", "5"), 400, "BAD_INPUT", "number");
        refused("truncated JSON", caller.invokeWithJson("embed", "{\"texts\":[\"gui"), 400, "BAD_INPUT", "JSON");
        refused("JSON 100,000 deep", caller.invokeWithJson("embed", "[".repeat(100_000)), 400, "BAD_INPUT", "JSON");
        refused("invalid UTF-8", caller.invoke("embed", new byte[] {'a', (byte) 0xC3, '('}), 400, "BAD_INPUT", "UTF-8");
        refused("text for a tensor", caller.invoke(TENSOR, "guitar"), 400, "BAD_INPUT", "JSON");
        refused("an input of another name", tensor("z", "[1]", "FP32", "[1]"), 400, "BAD_INPUT", "z", "x");
        refused("fewer numbers than the shape", tensor("x", "[3]", "FP32", "[1]"), 400, "BAD_INPUT", "x", "3");
        refused("a shape the model does not take", tensor("x", "[2]", "FP32", "[1,2]"), 400, "BAD_INPUT", "x");
        refused("an unknown datatype", tensor("x", "[1]", "FP99", "[1]"), 400, "BAD_INPUT", "FP99", "FP32");
        refused("a datatype the model does not take", tensor("x", "[1]", "INT64", "[1]"), 400, "BAD_INPUT", "x");
    }

    @Test
    void ofDeploys() {
        deployRefused("no image", "{\"service\":\"f\"}", "image", "model://NAME:VERSION");
        deployRefused(
                "a container image", deployment("f", "docker.io/f:1", ""), "docker.io/f:1", "model://NAME:VERSION");
        deployRefused("a model that is not there", deployment("f", "model://nothing:7", ""), "model://nothing:7");
        deployRefused("a bad name", deployment("a b", "model://refusing:1", ""), "'a b'");
        deployRefused("a name with a dot", deployment("a.b", "model://refusing:1", ""), "'a.b'");
        deployRefused(
                "a bad timeout",
                deployment("f", "model://refusing:1", ",\"annotations\":{\"dev.hearth.timeout\":\"soon\"}"),
                "dev.hearth.timeout",
                "'soon'");
        deployRefused(
                "a bad batch size",
                deployment("f", "model://refusing:1", ",\"labels\":{\"dev.hearth.max-batch\":\"many\"}"),
                "dev.hearth.max-batch",
                "'many'");
        deployRefused(
                "an unknown task",
                deployment("f", "model://refusing:1", ",\"annotations\":{\"dev.hearth.task\":\"painting\"}"),
                "dev.hearth.task",
                "'painting'");
        deployRefused("labels that are a list", deployment("f", "model://refusing:1", ",\"labels\":[]"), "'labels'");
        deployRefused("no JSON", "guitar", "JSON");
        deployRefused("JSON 100,000 deep", "[".repeat(100_000), "JSON");
        refused(
                "a deployment above 1 MiB",
                caller.manage("POST", FUNCTIONS, " ".repeat((1 << 20) + 1)),
                413,
                "BODY_TOO_LARGE",
                "1048576");
    }

    @Test
    void ofManagementCalls() {
        refused(
                "update of an unknown function",
                caller.manage("PUT", FUNCTIONS, deployment("nobody", "model://refusing:1", "")),
                404,
                "FUNCTION_NOT_FOUND",
                "nobody");
        refused(
                "removal of an unknown function",
                caller.manage("DELETE", FUNCTIONS, "{\"functionName\":\"nobody\"}"),
                404,
                "FUNCTION_NOT_FOUND",
                "nobody");
        refused("removal of nothing", caller.manage("DELETE", FUNCTIONS, "{}"), 400, "BAD_INPUT", "function name ''");
        refused(
                "description of an unknown function",
                caller.get("/system/function/nobody"),
                404,
                "FUNCTION_NOT_FOUND",
                "nobody");
        refused("a wrong verb", caller.manage("PATCH", FUNCTIONS, "{}"), 405, "METHOD_NOT_ALLOWED", "PATCH", "PUT");
        refused("an unknown route", caller.get("/system/nothing"), 404, "ROUTE_NOT_FOUND", "/system/nothing");
        refused(
                "scaling",
                caller.manage("POST", "/system/scale-function/refusing", "{\"replicas\":3}"),
                501,
                "NOT_SUPPORTED",
                "refusing");
        refused("secrets", caller.get("/system/secrets"), 501, "NOT_SUPPORTED", "secrets");
        refused("logs of nobody", caller.get("/system/logs"), 400, "BAD_INPUT", "'name'");
        refused(
                "logs of an unknown function",
                caller.get("/system/logs?name=nobody&follow=true"),
                404,
                "FUNCTION_NOT_FOUND",
                "nobody");
        refused(
                "logs since yesterday",
                caller.get("/system/logs?name=refusing&since=yesterday"),
                400,
                "BAD_INPUT",
                "since");
        refused("an unknown invocation", caller.get("/v1/invocations/4711"), 404, "INVOCATION_NOT_FOUND", "4711");
    }

    @Test
    void asProblemDocumentsForThoseThatAcceptJson() {
        for (var answer : new Answer[] {
            caller.invoke("nobody", "guitar", "Accept", "application/json"),
            caller.get("/system/function/nobody", "Accept", "application/json")
        }) {
            refused("accepting JSON", answer, 404, "FUNCTION_NOT_FOUND", "nobody");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            var problem = WireJson.mapper().readTree(answer.body());
            assertThat(problem.get("status").asInt()).isEqualTo(404);
            assertThat(problem.get("code").asString()).isEqualTo("FUNCTION_NOT_FOUND");
        }
    }

    private Answer timeout(String text) {
        return caller.invoke("embed", "guitar", "X-Timeout", text);
    }

    private Answer tensor(String name, String shape, String datatype, String data) {
        return caller.invokeWithJson(
                TENSOR,
                "{\"inputs\":[{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
                        .formatted(name, shape, datatype, data));
    }

    private static String deployment(String name, String image, String more) {
        return "{\"service\":\"" + name + "\",\"image\":\"" + image + "\"" + more + "}";
    }

    private void deployRefused(String what, String deployment, String... words) {
        refused("deploy: " + what, caller.manage("POST", FUNCTIONS, deployment), 400, "BAD_INPUT", words);
    }

    private void refused(String what, Answer answer, int status, String code, String... words) {
        answers.append(
                "%-45s %d %s%n".formatted(what, answer.status(), answer.text().strip()));
        assertThat(answer.status()).as("%s: %s", what, answer.text()).isEqualTo(status);
        assertThat(answer.text()).as(what).contains(code).contains(words);
        assertThat(answer.body()).as("length of the answer to %s", what).hasSizeLessThan(1_024);
        assertThat(new String(answer.body(), UTF_8)).doesNotContain("Exception", "java.");
    }
}
