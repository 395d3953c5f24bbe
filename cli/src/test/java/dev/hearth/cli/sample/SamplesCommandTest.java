package dev.hearth.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.Hearth;
import dev.hearth.cli.gateway.FakeGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The samples digits and tensor, whose model lies in examples/. */
class SamplesCommandTest {

    private static final String JSON = "application/json";
    private static final String HOME = "hearth.home";

    private final FakeGateway gateway;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    SamplesCommandTest() throws IOException {
        gateway = new FakeGateway();
    }

    @BeforeEach
    void beInThisCheckout() {
        System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(HOME);
        gateway.close();
    }

    @Test
    void importsModelsAndDeploysFunctionsThatAreMissing() {
        gateway.answer(
                "POST /v1/models?name=digits-tensor&version=1&task=tensor",
                201,
                JSON,
                "{\"name\":\"digits-tensor\",\"version\":1,\"task\":\"tensor\",\"bytes\":1048576}");
        gateway.answer("POST /system/functions", 202, JSON, "");

        assertThat(samples("--samples", "tensor")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "Imported model://digits-tensor:1: 1.0 MiB of weights, task tensor", "Deployed tensor");
        assertThat(gateway.calls())
                .anySatisfy(call -> assertThat(call)
                        .startsWith("POST /system/functions")
                        .contains("\"service\":\"tensor\"", "model://digits-tensor:1"));
    }

    @Test
    void leavesAloneWhatIsThere() {
        gateway.answer("GET /v1/models/digits-tensor/1", 200, JSON, "{}");
        gateway.answer("GET /system/function/tensor", 200, JSON, "{\"image\":\"model://digits-tensor:1\"}");

        assertThat(samples("--samples", "tensor")).isZero();

        assertThat(out.toString().lines())
                .containsExactly("model://digits-tensor:1 is there already", "tensor is there already");
        assertThat(gateway.calls()).allMatch(call -> call.startsWith("GET "));
    }

    @Test
    void saysWhichModelWasRefusedAndDeploysNothing() {
        gateway.answer(
                "POST /v1/models?name=digits-tensor&version=1&task=tensor",
                400,
                "application/problem+json",
                "{\"code\":\"BAD_INPUT\",\"detail\":\"not a model\"}");

        assertThat(samples("--samples", "tensor")).isEqualTo(1);

        assertThat(err.toString()).contains("tensor/model.yml", "not a model");
        assertThat(gateway.calls()).noneMatch(call -> call.contains("/system/"));
    }

    @Test
    void namesASampleThatThereIsNot() {
        assertThat(samples("--samples", "unheard-of")).isEqualTo(1);

        assertThat(err.toString()).contains("there is no sample 'unheard-of'", "embed");
        assertThat(gateway.calls()).isEmpty();
    }

    private int samples(String... arguments) {
        var all = new ArrayList<>(List.of("samples", "--gateway", gateway.url()));
        all.addAll(List.of(arguments));
        return Hearth.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
