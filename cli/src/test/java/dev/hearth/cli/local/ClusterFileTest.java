package dev.hearth.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.CommandFailedException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFileTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.670Z");

    @TempDir
    Path data;

    @Test
    void hasTheAgreedShape() throws Exception {
        ClusterFile.in(data)
                .write(new ClusterFile.Cluster(
                        List.of(new ClusterFile.Service("worker", 2, 42, THEN, 4001, 4001, "/logs/worker-2.log")),
                        "127.0.0.1:9092",
                        "127.0.0.1:6379"));

        assertThat(Files.readString(data.resolve("cluster.json")).replaceAll("\\s", ""))
                .isEqualTo("{\"services\":[{\"name\":\"worker\",\"index\":2,\"pid\":42,"
                        + "\"startedAt\":\"2026-01-02T03:04:05.670Z\",\"port\":4001,\"managementPort\":4001,"
                        + "\"log\":\"/logs/worker-2.log\"}],"
                        + "\"kafka\":\"127.0.0.1:9092\",\"redis\":\"127.0.0.1:6379\"}");
        assertThat(data.toFile().list()).containsExactly("cluster.json");
    }

    @Test
    void readsWhatItWrote() throws Exception {
        var gateway = new ClusterFile.Service("gateway", 1, 1, THEN, 8081, 8081, "g.log");
        var broker = new ClusterFile.Service("broker", 1, 2, THEN, 9092, null, "b.log");
        var cluster = new ClusterFile.Cluster(List.of(gateway, broker), "k", "r");
        ClusterFile.in(data).write(cluster);

        var read = ClusterFile.in(data).read().orElseThrow();

        assertThat(read).isEqualTo(cluster);
        assertThat(read.gateway()).contains(URI.create("http://127.0.0.1:8081"));
        assertThat(read.services()).extracting(ClusterFile.Service::instance).containsExactly("gateway-1", "broker");
    }

    @Test
    void findsAProcessOnlyWithItsOwnStartTime() {
        var self = ProcessHandle.current();
        var startedAt = self.info().startInstant().orElseThrow();

        assertThat(service(self.pid(), startedAt).process()).contains(self);
        assertThat(service(self.pid(), startedAt.minusSeconds(1)).process()).isEmpty();
    }

    @Test
    void isEmptyWhereNoClusterWasStarted() {
        assertThat(ClusterFile.in(data).read()).isEmpty();
    }

    @Test
    void namesAFileThatIsNoClusterFile() throws Exception {
        Files.writeString(data.resolve("cluster.json"), "{\"services\":");

        assertThatThrownBy(() -> ClusterFile.in(data).read())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith(data.resolve("cluster.json") + " cannot be read");
    }

    private static ClusterFile.Service service(long pid, Instant startedAt) {
        return new ClusterFile.Service("worker", 1, pid, startedAt, 1, 1, "w.log");
    }
}
