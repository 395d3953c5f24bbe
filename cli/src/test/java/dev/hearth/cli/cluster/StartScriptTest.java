package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in the root of the checkout, copied to where nothing is built. */
class StartScriptTest {

    @TempDir
    Path folder;

    @Test
    void saysSoWhenThereIsNoJdk() throws Exception {
        var run = run(Map.of(
                "JAVA_HOME",
                jdk("old", "17.0.1"),
                "HEARTH_JDKS",
                folder.resolve("none").toString()));

        assertThat(run.output())
                .isEqualTo("hearth: no JDK 25 or newer was found in JAVA_HOME, on the PATH or in the usual folders; "
                        + "install one or set JAVA_HOME");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void findsAJdkAmongOlderOnesAndThenLacksMaven() throws Exception {
        jdk("a-old", "17.0.1");
        jdk("b-new", "25.0.1");

        var run = run(
                Map.of("JAVA_HOME", "", "HEARTH_JDKS", folder.resolve("jdks").toString()));

        assertThat(run.output())
                .isEqualTo("hearth: Maven 3.8 or newer is needed to build Hearth: no mvn is on the PATH");
        assertThat(run.status()).isEqualTo(1);
    }

    private String jdk(String name, String version) throws IOException {
        var jdk = folder.resolve("jdks").resolve(name);
        var programs = Files.createDirectories(jdk.resolve("bin"));
        for (var program : new String[] {"java", "javac"}) {
            Files.createFile(
                    programs.resolve(program),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk.toString();
    }

    private Run run(Map<String, String> environment) throws Exception {
        var script = Files.copy(Checkout.find().root().resolve("hearth"), folder.resolve("hearth"));
        var builder = new ProcessBuilder("/bin/bash", script.toString(), "list").redirectErrorStream(true);
        builder.environment().put("PATH", toolsOnly());
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    /** A PATH with what the script needs and neither java nor mvn. */
    private String toolsOnly() throws IOException {
        var tools = Files.createDirectories(folder.resolve("tools"));
        for (var tool : new String[] {"dirname", "readlink", "sed", "find"}) {
            for (var place : new String[] {"/usr/bin", "/bin"}) {
                var program = Path.of(place, tool);
                if (Files.isExecutable(program) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), program);
                }
            }
        }
        return tools.toString();
    }

    private record Run(int status, String output) {}
}
