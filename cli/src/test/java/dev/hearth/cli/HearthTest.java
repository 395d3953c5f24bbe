package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.gateway.FakeGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a gateway that answers as it is told. */
class HearthTest {

    private static final String JSON = "application/json";

    @TempDir
    Path folder;

    private final FakeGateway gateway;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    HearthTest() throws IOException {
        gateway = new FakeGateway();
    }

    @BeforeEach
    void noCluster() {
        assertThat(folder).isEmptyDirectory();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void deployChangesAFunctionAndCreatesOneThatIsNotThere() throws IOException {
        var stack = Files.writeString(folder.resolve("stack.yml"), "functions: {f: {image: 'model://m:1'}}");
        gateway.answer("PUT /system/functions", 404, "text/plain", "no function f");
        gateway.answer("POST /system/functions", 202, "text/plain", "");

        assertThat(hearth("deploy", "-f", stack.toString())).isZero();

        var body = JSON + " {\"service\":\"f\",\"image\":\"model://m:1\",\"readOnlyRootFilesystem\":false}";
        assertThat(gateway.calls()).containsExactly("PUT /system/functions " + body, "POST /system/functions " + body);
        assertThat(out).hasToString("Deployed f: " + gateway.url() + "/function/f\n");
    }

    @Test
    void aRefusedCallIsToldInTheServersWordsWithExitCodeOne() {
        gateway.answer("GET /system/function/f", 404, "text/plain", "no function f in openfaas-fn\n");
        gateway.answer(
                "GET /v1/gpus",
                503,
                "application/problem+json",
                "{\"detail\":\"the registry does not answer\",\"code\":\"UNAVAILABLE\"}");

        assertThat(hearth("describe", "f")).isEqualTo(1);
        assertThat(hearth("gpus")).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        "hearth: no function f in openfaas-fn (404)",
                        "hearth: the registry does not answer (503 UNAVAILABLE)");
    }

    @Test
    void aGatewayThatIsNotThereIsNamed() {
        gateway.close();

        assertThat(hearth("list")).isEqualTo(1);

        assertThat(err)
                .hasToString("hearth: the gateway at " + gateway.url()
                        + " cannot be reached; start one with 'hearth up', or name another with --gateway\n");
    }

    @Test
    void wrongUsageHasExitCodeTwo() {
        assertThat(hearth("describe")).isEqualTo(2);
        assertThat(hearth("nonsense")).isEqualTo(2);
        assertThat(execute("up", "--device-memory", "lots")).isEqualTo(2);
        assertThat(execute("up", "--workers", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("hearth: --device-memory 'lots' is not a size such as 512MB or 2GB")
                .contains("hearth: --workers 0 is not between 1 and 16");
    }

    @Test
    void upRefusesWhatNoClusterCanBe() {
        assertThat(execute("up", "--nodes", "17")).isEqualTo(2);
        assertThat(execute("up", "--gpus", "0")).isEqualTo(2);
        assertThat(execute("up", "--schedulers", "9")).isEqualTo(2);
        assertThat(execute("up", "--gateways", "0")).isEqualTo(2);
        assertThat(execute("up", "--set", "hearth.scheduler.policy")).isEqualTo(2);
        assertThat(execute("up", "--set", "=5")).isEqualTo(2);
        assertThat(execute("up", "--set", "server.port=1")).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> line.startsWith("hearth: ")))
                .containsExactly(
                        "hearth: --workers 17 is not between 1 and 16",
                        "hearth: --devices 0 is not between 1 and 16",
                        "hearth: --schedulers 9 is not between 1 and 8",
                        "hearth: --gateways 0 is not between 1 and 8",
                        "hearth: 'hearth.scheduler.policy' is not NAME=VALUE, such as"
                                + " hearth.scheduler.policy=locality-aware",
                        "hearth: '=5' is not NAME=VALUE, such as hearth.scheduler.policy=locality-aware",
                        "hearth: server.port is chosen by 'hearth up' itself");
    }

    @Test
    void upRefusesAnEmulationThatCannotBeMeant() {
        assertThat(execute("up", "--time-scale", "5")).isEqualTo(2);
        assertThat(execute("up", "--host-tier")).isEqualTo(2);
        assertThat(execute("up", "--link-gbps", "12")).isEqualTo(2);
        assertThat(execute("up", "--emulate", "table1", "--device", "cuda")).isEqualTo(2);
        assertThat(execute("up", "--device", "host", "--link-gbps", "0")).isEqualTo(2);
        assertThat(execute("up", "--emulate", "table1", "--time-scale", "0")).isEqualTo(2);
        assertThat(execute("up", "--emulate", "table1", "--time-scale", "NaN")).isEqualTo(2);
        assertThat(execute("up", "--emulate", "table1", "--link-gbps", "-1")).isEqualTo(2);
        assertThat(execute("up", "--emulate", folder.resolve("none.csv").toString()))
                .isEqualTo(2);
        assertThat(execute("up", "--emulate", "table1", "--device-memory", "2GB"))
                .isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> line.startsWith("hearth: ")))
                .containsExactly(
                        "hearth: --time-scale is for emulated GPUs: it needs --emulate",
                        "hearth: --host-tier is for emulated GPUs: it needs --emulate",
                        "hearth: --link-gbps is for devices without a link of their own: it needs --emulate or --device"
                                + " host",
                        "hearth: --device cuda and --emulate exclude each other",
                        "hearth: --link-gbps 0.0 is not above 0 and at most 10000",
                        "hearth: --time-scale 0.0 is not above 0 and at most 1000",
                        "hearth: --time-scale NaN is not above 0 and at most 1000",
                        "hearth: --link-gbps -1.0 is not above 0 and at most 10000",
                        "hearth: --emulate '" + folder.resolve("none.csv")
                                + "' is neither table1 nor a file that can be read",
                        "hearth: model inception.v3 of table1 takes 2157.0 MB (10^6 bytes); --device-memory 2GB is too"
                                + " small for it");
    }

    @Test
    void replayRefusesWhatItCannotPlayBeforeAnythingStarts() throws IOException {
        var trace = folder.resolve("trace.csv");
        Files.writeString(trace, "arrival_ms,function\n0,resnet\n10,vgg\n");
        var table = folder.resolve("table.csv");
        Files.writeString(table, "model,mb,load_s,inference_s\nresnet,100,1,1\n");

        assertThat(execute("replay")).isEqualTo(2);
        assertThat(execute("replay", "--paper", trace.toString())).isEqualTo(2);
        assertThat(execute("replay", trace.toString(), "--cost", table.toString()))
                .isEqualTo(2);
        assertThat(execute("replay", "zipf", "--gpu-memory-mb", "1000")).isEqualTo(2);
        assertThat(execute("replay", "zipf", "--eviction", "clairvoyant")).isEqualTo(2);
        assertThat(execute("replay", "zipf", "--running", folder.toString())).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> line.startsWith("hearth: ")))
                .containsExactly(
                        "hearth: expected either traces or --paper, which has its own",
                        "hearth: expected either traces or --paper, which has its own",
                        "hearth: profile table " + table + " has no model 'vgg'; it has resnet",
                        "hearth: model f01 (squeezenet1.1) takes 1269.0 MB, but the largest GPU has 1000.0 MB",
                        "hearth: no running scheduler knows the future: eviction 'clairvoyant' is the simulator's only",
                        "hearth: --running takes one trace and one of --policies at a time");
    }

    @Test
    void replayNamesTheFunctionsThatARunningClusterLacks() throws IOException {
        var trace = folder.resolve("trace.csv");
        Files.writeString(trace, "arrival_ms,function\n0,f01\n10,f02\n20,f03\n");
        gateway.answer("GET /system/functions", 200, "application/json", "[{\"name\":\"f02\"}]");
        var port = URI.create(gateway.url()).getPort();
        Files.writeString(folder.resolve("cluster.json"), """
                {"services":[{"name":"gateway","index":1,"pid":1,"startedAt":"2026-01-01T00:00:00Z","port":%d,"log":"x"}],
                 "kafka":"127.0.0.1:1","redis":"127.0.0.1:1"}""".formatted(port));

        int status =
                execute("replay", trace.toString(), "--policies", "locality-aware", "--running", folder.toString());

        assertThat(status).isEqualTo(1);
        assertThat(err.toString())
                .contains("hearth: trace trace calls functions that are not deployed in " + folder
                        + ": f01, f03; deploy them, or leave --running out");
        assertThat(gateway.calls()).containsExactly("GET /system/functions");
    }

    @Test
    void restartNeedsARunningClusterAndSettingsOfTheirForm() {
        assertThat(execute("restart", "worker-1", "--data", folder.toString())).isEqualTo(1);
        assertThat(execute("restart", "worker-1", "--data", folder.toString(), "--set", "fast"))
                .isEqualTo(2);
        assertThat(execute("restart")).isEqualTo(2);
        assertThat(err.toString())
                .contains("hearth: no cluster runs in " + folder + "; start one with 'hearth up'")
                .contains("hearth: 'fast' is not NAME=VALUE, such as hearth.scheduler.policy=locality-aware");
    }

    @Test
    void removeSendsTheNameInTheBody() {
        gateway.answer("DELETE /system/functions", 202, "text/plain", "");

        assertThat(hearth("remove", "f")).isZero();

        assertThat(gateway.calls()).containsExactly("DELETE /system/functions " + JSON + " {\"functionName\":\"f\"}");
    }

    @Test
    void gpusShowsWhatEachHolds() {
        gateway.answer("GET /v1/gpus", 200, JSON, """
                [{"id":"worker-1/0","worker":"worker-1","epoch":3,"device":"host","name":"Host memory",
                  "memory":{"totalBytes":134217728,"weightsBytes":25165824,"workspaceBytes":0,"reservedBytes":0,
                            "freeBytes":109051904,"releasingBytes":0},
                  "models":[{"model":"minilm-int8","version":1,"state":"in-use","bytes":25165824,"pins":1}],
                  "running":["01J"],"queued":2}]
                """);

        assertThat(hearth("gpus")).isZero();

        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" {2,}", "|")))
                .containsExactly(
                        "GPU|DEVICE|MEMORY|MODELS|RUNNING|QUEUED",
                        "worker-1/0|host|24.0 MiB of 128.0 MiB|minilm-int8:1 in-use 24.0 MiB|1|2");
    }

    @Test
    void readingCommandsGiveTheServersJsonWhenAsked() {
        gateway.answer("GET /v1/models", 200, JSON, "[{\"name\":\"m\",\"unheardOf\":1}]");
        gateway.answer("GET /system/functions", 200, JSON, "[]");

        assertThat(hearth("models", "list", "-o", "json")).isZero();
        assertThat(hearth("list", "-o", "json")).isZero();

        assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("[{\"name\":\"m\",\"unheardOf\":1}][]");
    }

    @Test
    void logsOfAFunctionComeFromTheGateway() {
        gateway.answer(
                "GET /system/logs?name=f&tail=5",
                200,
                "application/x-ndjson",
                "{\"name\":\"f\",\"instance\":\"worker-1\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"text\":\"ran\\n\"}\n");

        assertThat(hearth("logs", "f", "--tail", "5")).isZero();

        assertThat(out).hasToString("2026-01-01T00:00:00Z worker-1 ran\n");
    }

    @Test
    void logsOfAFunctionAreFollowedFromATimeOn() {
        gateway.answer(
                "GET /system/logs?name=f&tail=100&since=2026-01-31T12%3A00%3A00Z&follow=true",
                200,
                "application/x-ndjson",
                "\n{\"timestamp\":\"2026-01-31T12:00:01Z\",\"instance\":\"worker-1/0\",\"text\":\"ran\"}\n\n");
        gateway.answer("GET /system/logs?name=g&tail=100", 404, "text/plain", "FUNCTION_NOT_FOUND: no g\n");

        assertThat(hearth("logs", "f", "-f", "--since", "2026-01-31T13:00:00+01:00"))
                .isZero();
        assertThat(hearth("logs", "g")).isEqualTo(1);
        assertThat(hearth("logs", "f", "--since", "yesterday")).isEqualTo(2);

        assertThat(out).hasToString("2026-01-31T12:00:01Z worker-1/0 ran\n");
        assertThat(err.toString())
                .startsWith("hearth: FUNCTION_NOT_FOUND: no g (404)\n")
                .contains("--since 'yesterday' is neither a duration such as 30s");
    }

    @Test
    void logsOfAServiceComeFromItsFileAlsoAfterItsEnd() throws IOException {
        Files.createDirectory(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/worker-1.log"), "one\ntwo\nthree\n");

        assertThat(hearth("logs", "worker-1", "--tail", "2")).isZero();

        assertThat(out).hasToString("two\nthree\n");
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void invokeSendsTextAsText() {
        gateway.answer("POST /function/f", 500, "text/plain", "model code failed");

        assertThat(hearth("invoke", "f", "-d", "A man", "-H", "X-Call-Id: 7")).isEqualTo(1);

        assertThat(gateway.calls()).containsExactly("POST /function/f text/plain A man");
        assertThat(err).hasToString("hearth: model code failed (500)\n");
    }

    private int hearth(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--gateway", gateway.url(), "--data", folder.toString()));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return Hearth.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void anEmulatedClusterIsRefusedBeforeItStartsIfItsProfileTableIsWrong(@TempDir Path folder) throws Exception {
        var table =
                Files.writeString(folder.resolve("profiles.csv"), "model,mb,load_s,inference_s\nbert,440,-0.5,0.02\n");
        var plain = Files.writeString(folder.resolve("plain.csv"), "model,mb,load_s,inference_s\nbert,440,0.5,0.02\n");

        assertThat(execute("up", "--emulate", table.toString())).isEqualTo(2);
        assertThat(execute("up", "--host-tier", "--emulate", plain.toString())).isEqualTo(2);

        assertThat(err.toString())
                .contains("hearth: --emulate: " + table + ", line 2: load_s '-0.5' is not a number above 0")
                .contains(
                        "hearth: --host-tier needs weights, but profile table " + plain + " has no column weights_mib");
    }
}
