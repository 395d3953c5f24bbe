package dev.hearth.testing;

import dev.hearth.embedded.EmbeddedBroker;
import dev.hearth.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Kafka and Redis as child processes, their data in a temporary folder that goes with them. */
final class EmbeddedBackend implements Backend {

    private final Path folder;
    private final EmbeddedBroker broker;
    private final EmbeddedRedis redis;

    EmbeddedBackend() {
        try {
            folder = Files.createTempDirectory("hearth-test");
            broker = EmbeddedBroker.start(folder.resolve("kafka"), folder.resolve("broker.log"));
            redis = EmbeddedRedis.start(folder, folder.resolve("redis.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka and Redis were starting", e);
        }
    }

    @Override
    public String kafka() {
        return broker.bootstrapServers();
    }

    @Override
    public String redisHost() {
        return "127.0.0.1";
    }

    @Override
    public int redisPort() {
        return redis.port();
    }

    @Override
    public void close() {
        redis.close();
        broker.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // What is left lies in the system's temporary folder.
        }
    }
}
