package dev.hearth.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.embedded.RedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * One real Kafka and one real Redis per test JVM, started when first asked for and ended with the JVM: containers where a
 * Docker engine answers, else child processes. All test classes of the JVM share them.
 */
public final class Backends {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Backends.class);
    private static final long ADMIN_SECONDS = 30;

    private Backends() {}

    /** Bootstrap servers. */
    public static String kafka() {
        return Holder.BACKEND.kafka();
    }

    /** {@code redis://HOST:PORT}. */
    public static String redis() {
        return "redis://" + Holder.BACKEND.redisHost() + ":" + Holder.BACKEND.redisPort();
    }

    /** Empties Redis and returns its address as {@link #redis} does. */
    public static String freshRedis() {
        try {
            var answer = RedisConnection.send(Holder.BACKEND.redisHost(), Holder.BACKEND.redisPort(), "FLUSHALL");
            if (!"+OK".equals(answer)) {
                throw new IllegalStateException("Redis answered FLUSHALL with " + answer);
            }
            return redis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates those of {@link Topics#all} that are not there, with their local partitions, and returns {@link #kafka}. */
    public static String createTopics() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
            var present = admin.listTopics().names().get(ADMIN_SECONDS, TimeUnit.SECONDS);
            admin.createTopics(missing(present)).all().get(ADMIN_SECONDS, TimeUnit.SECONDS);
            return kafka();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("creating the topics failed", e);
        }
    }

    private static Set<NewTopic> missing(Set<String> present) {
        return Topics.all().stream()
                .filter(topic -> !present.contains(topic.name()))
                .map(topic -> new NewTopic(topic.name(), topic.localPartitions(), (short) 1).configs(topic.settings()))
                .collect(Collectors.toSet());
    }

    private static Backend start() {
        quieten("org.apache.kafka");
        quieten("org.testcontainers");
        var docker = dockerAnswers();
        LOG.info(
                docker
                        ? "Tests run against Kafka and Redis in containers ({}, {})"
                        : "Tests run against embedded Kafka and Redis: no Docker engine answers",
                Images.KAFKA,
                Images.REDIS);
        var backend = docker ? new ContainerBackend() : new EmbeddedBackend();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(backend::close));
        return backend;
    }

    /** Their default without any configuration of Logback is DEBUG. */
    private static void quieten(String name) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger && logger.getLevel() == null) {
            logger.setLevel(Level.WARN);
        }
    }

    /** Asks without the stack traces that Testcontainers logs when there is no engine. */
    private static boolean dockerAnswers() {
        if (!(LoggerFactory.getLogger("org.testcontainers") instanceof Logger logger)) {
            return DockerClientFactory.instance().isDockerAvailable();
        }
        var level = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } finally {
            logger.setLevel(level);
        }
    }

    private static final class Holder {
        static final Backend BACKEND = start();
    }
}
