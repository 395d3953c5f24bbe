package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    @Test
    void buildsAgainForASourceYoungerThanTheJarOfItsOwnService() throws Exception {
        var environment = Map.of("JAVA_HOME", jdk("new", "25.0.1"));
        var source = write("gateway-service/src/main/java/Edited.java", 1);
        write("contracts/src/main/java/Shared.java", 1);
        for (var service : List.of("cache-registry", "scheduler", "gpu-worker", "gateway")) {
            write(service + "-service/target/" + service + "-service-1.jar", 2);
        }
        write("cli/target/lib/contracts.jar", 2);
        write("cli/target/cli.jar", 4);
        assertThat(run(environment, "up")).isEqualTo(new Run(0, "java runs"));

        Files.setLastModifiedTime(source, FileTime.fromMillis(3));

        assertThat(run(environment, "up").output()).contains("needed to build Hearth");
        assertThat(run(environment, "list")).as("what starts nothing").isEqualTo(new Run(0, "java runs"));
    }

    private Path write(String name, long lastModifiedMillis) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        return Files.setLastModifiedTime(file, FileTime.fromMillis(lastModifiedMillis));
    }

    private String jdk(String name, String version) throws IOException {
        var jdk = folder.resolve("jdks").resolve(name);
        var programs = Files.createDirectories(jdk.resolve("bin"));
        for (var program : new String[] {"java", "javac"}) {
            var file = Files.createFile(
                    programs.resolve(program),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(file, "#!/bin/sh\necho " + program + " runs\n");
        }
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk.toString();
    }

    private Run run(Map<String, String> environment) throws Exception {
        return run(environment, "list");
    }

    private Run run(Map<String, String> environment, String command) throws Exception {
        var script = Files.copy(
                Checkout.find().root().resolve("hearth"),
                folder.resolve("hearth"),
                StandardCopyOption.REPLACE_EXISTING);
        var builder = new ProcessBuilder("/bin/bash", script.toString(), command).redirectErrorStream(true);
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
