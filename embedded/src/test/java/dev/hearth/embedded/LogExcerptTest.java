package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogExcerptTest {

    @TempDir
    Path folder;

    @Test
    void namesTheInnermostCauseOfAnException() throws IOException {
        var log = log("""
                2026-01-01T00:00:00.000Z ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed
                java.lang.IllegalStateException: outer
                \tat dev.hearth.Some.method(Some.java:1)
                Caused by: java.lang.IllegalArgumentException: hearth.worker.device.memory must be positive: -1B
                \tat dev.hearth.Other.method(Other.java:2)
                \t... 12 more
                """);

        assertThat(LogExcerpt.cause(log))
                .isEqualTo("java.lang.IllegalArgumentException: hearth.worker.device.memory must be positive: -1B");
    }

    @Test
    void namesATakenPortBeforeAnyException() throws IOException {
        var log = log("""
                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                Web server failed to start. Port 8080 was already in use.

                Action:

                Identify and stop the process that's listening on port 8080.
                """);

        assertThat(LogExcerpt.cause(log)).isEqualTo("Web server failed to start. Port 8080 was already in use.");
    }

    @Test
    void takesSpringBootsOwnDescription() throws IOException {
        var log = log("""
                APPLICATION FAILED TO START

                Description:

                Failed to bind properties under 'hearth.worker.device.count' to int

                Action:

                Update your application's configuration
                """);

        assertThat(LogExcerpt.cause(log))
                .isEqualTo("Failed to bind properties under 'hearth.worker.device.count' to int");
    }

    @Test
    void namesAFullDiskBeforeWhatFollowedFromIt() throws IOException {
        var log = log("""
                java.io.IOException: No space left on device
                Caused by: java.lang.NullPointerException: something that followed
                """);

        assertThat(LogExcerpt.cause(log)).isEqualTo("java.io.IOException: No space left on device");
    }

    @Test
    void fallsBackToTheLastLineThatIsNoStackFrame() throws IOException {
        assertThat(LogExcerpt.cause(log("first\nsecond\n\tat a.B.c(B.java:1)\n\n")))
                .isEqualTo("second");
    }

    @Test
    void saysThatNothingWasWritten() throws IOException {
        assertThat(LogExcerpt.cause(log(""))).isEqualTo("it wrote nothing");
        assertThat(LogExcerpt.cause(folder.resolve("absent.log"))).isEqualTo("it wrote nothing");
    }

    @Test
    void readsTheLastLinesOfALongLog() throws IOException {
        var log = log("line of a log that is longer than what is read at once\n".repeat(20_000) + "a\nb\nc\n");

        assertThat(LogExcerpt.tail(log, 2)).containsExactly("b", "c");
    }

    private Path log(String text) throws IOException {
        return Files.writeString(folder.resolve("service.log"), text);
    }
}
