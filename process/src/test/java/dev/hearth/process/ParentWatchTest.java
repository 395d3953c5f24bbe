package dev.hearth.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {

    @Test
    void runsTheEndWhenTheParentClosesItsSide() throws Exception {
        var ended = new CountDownLatch(1);
        var parent = new PipedOutputStream();
        var watch = ParentWatch.start(new PipedInputStream(parent), ended::countDown);

        parent.write('x');
        assertThat(ended.getCount()).isOne();
        parent.close();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.isDaemon()).isTrue();
    }

    @Test
    void takesABrokenPipeForAClosedOne() throws Exception {
        var ended = new CountDownLatch(1);
        var broken = new PipedInputStream(); // reading from one that is connected to nothing fails

        ParentWatch.start(broken, ended::countDown);

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsAProcessThatAsksForItAndNoOther() throws Exception {
        try (var asking = start("true");
                var independent = start("false")) {
            asking.process().getOutputStream().close();
            independent.process().getOutputStream().close();

            assertThat(asking.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(asking.process().exitValue()).isZero();
            assertThat(independent.process().isAlive()).isTrue();
        }
    }

    private static Child start(String asked) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder =
                new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), WatchingProgram.class.getName());
        builder.environment().put(ParentWatch.ENVIRONMENT, asked);
        var process = builder.start();
        assertThat(process.inputReader().readLine()).isEqualTo("watching");
        return new Child(process);
    }

    private record Child(Process process) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    static final class WatchingProgram {

        private WatchingProgram() {}

        public static void main(String[] arguments) throws InterruptedException {
            ParentWatch.startIfAsked();
            System.out.println("watching");
            Thread.currentThread().join();
        }
    }
}
