package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void givesEachLineOnceAndNoneBeforeItsEnd() throws IOException {
        var file = Files.writeString(folder.resolve("a.log"), "one\ntwo\nthr");

        try (var log = ServiceLog.open(file)) {
            assertThat(log.present()).containsExactly("one", "two");
            append(file, "ee – drei\nfour\n");
            assertThat(log.present()).containsExactly("three – drei", "four");
            assertThat(log.present()).isEmpty();
        }
    }

    @Test
    void beginsWithAWholeLineNearTheEndOfALongFile() throws IOException {
        var file = Files.writeString(folder.resolve("a.log"), "a line of twenty chars\n".repeat(100_000));

        try (var log = ServiceLog.open(file)) {
            var lines = log.present();
            assertThat(lines).hasSizeBetween(10_000, 12_000).containsOnly("a line of twenty chars");
        }
    }

    @Test
    void followsWhatIsWritten() throws Exception {
        var file = Files.writeString(folder.resolve("a.log"), "");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var log = ServiceLog.open(file)) {
            var follower = Thread.ofVirtual().start(() -> {
                try {
                    log.follow(seen::add);
                } catch (IOException | InterruptedException e) {
                    // ended below
                }
            });

            append(file, "one\n");
            await().until(() -> seen.contains("one"));
            append(file, "two\n");
            await().until(() -> seen.contains("two"));

            follower.interrupt();
            follower.join();
        }
        assertThat(seen).containsExactly("one", "two");
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
