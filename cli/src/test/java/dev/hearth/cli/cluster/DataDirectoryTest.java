package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.CommandFailedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void isHeldByOneAtATime() {
        var data = folder.resolve("data");
        try (var _ = DataDirectory.open(data)) {
            assertThatThrownBy(() -> DataDirectory.open(data))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageStartingWith("a cluster runs in " + data + " already");
        }

        try (var again = DataDirectory.open(data)) {
            assertThat(again.log("gateway-1")).isEqualTo(data.resolve("logs/gateway-1.log"));
        }
    }

    @Test
    void refusesAFullDisk() {
        assertThatThrownBy(() -> DataDirectory.open(folder, Long.MAX_VALUE))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageMatching("the disk of .* is full: \\d+ MiB are free, at least \\d+ MiB are needed");
    }

    @Test
    void namesAFolderThatCannotBeMade() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("the data folder " + file.resolve("data") + " cannot be used");
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Supervisor.checkPort(holder.getLocalPort()))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessage("port " + holder.getLocalPort()
                            + " of 127.0.0.1 is taken; choose another one for the gateway with --port");
        }
    }
}
