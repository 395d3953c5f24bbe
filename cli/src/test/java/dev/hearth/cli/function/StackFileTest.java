package dev.hearth.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {

    @TempDir
    Path folder;

    @Test
    void readsTheSample() {
        var deployments = StackFile.read(Checkout.find().examples().resolve("embed/stack.yml"))
                .deployments();

        assertThat(WireJson.mapper().writeValueAsString(deployments.getFirst()))
                .isEqualTo("{\"service\":\"embed\",\"image\":\"model://minilm-int8:1\","
                        + "\"labels\":{\"dev.hearth.max-batch\":\"8\"},"
                        + "\"annotations\":{\"dev.hearth.task\":\"text-embedding\",\"dev.hearth.timeout\":\"30s\"},"
                        + "\"readOnlyRootFilesystem\":false}");
    }

    @Test
    void takesAllThatOpenFaasKnowsAndIgnoresTheRest() throws IOException {
        var deployment = StackFile.read(file("""
                        version: 1.0
                        functions:
                          f:
                            lang: node20
                            handler: ./f
                            build_args: {A: b}
                            image: model://m:2
                            namespace: team
                            environment: {COUNT: 3, ON: true}
                            secrets: [token]
                            constraints: ["a == b"]
                            limits: {memory: 1Gi}
                            requests: {cpu: 100m}
                            readonly_root_filesystem: true
                        """)).deployments().getFirst();

        assertThat(deployment.namespace()).isEqualTo("team");
        assertThat(deployment.envVars()).containsEntry("COUNT", "3").containsEntry("ON", "true");
        assertThat(deployment.secrets()).containsExactly("token");
        assertThat(deployment.constraints()).containsExactly("a == b");
        assertThat(deployment.limits()).containsEntry("memory", "1Gi");
        assertThat(deployment.requests()).containsEntry("cpu", "100m");
        assertThat(deployment.readOnlyRootFilesystem()).isTrue();
    }

    @Test
    void keepsTheOrderOfTheFile() throws IOException {
        var stack = StackFile.read(file("functions: {z: {image: a:1}, a: {image: a:1}, m: {image: a:1}}"));

        assertThat(stack.deployments()).extracting(FunctionDeployment::service).containsExactly("z", "a", "m");
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        refuses(folder.resolve("absent.yml"), folder.resolve("absent.yml") + " is not a file");
        refuses(file("version: 1.0"), "names no functions");
        refuses(file(""), "is not a valid stack.yml: No content");
        refuses(file("functions: {f: {lang: djl}}"), "function 'f' has no image; expected a model such as");
        refuses(file("functions: {f: }"), "function 'f' has no image");
        refuses(file("functions: [a, b]"), "is not a valid stack.yml");
        refuses(file("functions:\n  f: {image: [\n"), "is not a valid stack.yml");
        refuses(file("# " + "x".repeat(1 << 20)), "is larger than 1 MiB");
    }

    private static void refuses(Path file, String message) {
        assertThatThrownBy(() -> StackFile.read(file).deployments())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining(message);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("stack.yml"), text);
    }
}
