package dev.hearth.testing;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildProcess;
import dev.hearth.embedded.EmbeddedBroker;
import dev.hearth.embedded.EmbeddedRedis;
import dev.hearth.embedded.FreePorts;
import dev.hearth.embedded.RedisBinary;
import dev.hearth.embedded.RedisConnection;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** A Kafka and a Redis whose addresses are known before they are there: they come and go as a test says. */
public final class LateBackends implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration STOP_WAIT = Duration.ofSeconds(20);

    private final Path folder;
    private final int brokerPort;
    private final int redisPort;
    private @Nullable ChildProcess broker;
    private @Nullable ChildProcess redis;

    /** @param folder empty, for data and logs */
    public LateBackends(Path folder) {
        var ports = FreePorts.take(2);
        this.folder = folder;
        this.brokerPort = ports.get(0);
        this.redisPort = ports.get(1);
    }

    /** Bootstrap servers. */
    public String kafka() {
        return "127.0.0.1:" + brokerPort;
    }

    /** {@code redis://HOST:PORT}. */
    public String redis() {
        return "redis://127.0.0.1:" + redisPort;
    }

    /** Starts a broker with the data of the one before, and waits until it accepts connections. */
    public void startBroker() throws InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var options = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");
        var command = EmbeddedBroker.command(java, options, ownClassPath(), folder.resolve("kafka"), brokerPort);
        var log = folder.resolve("broker.log");
        var started = ChildProcess.start(new ChildCommand("broker", command, Map.of(), log, true));
        broker = started;
        started.awaitReady(() -> EmbeddedBroker.accepts(brokerPort), LONGEST);
    }

    public void stopBroker() {
        if (broker != null) {
            broker.stop(STOP_WAIT);
            broker = null;
        }
    }

    /** Starts an empty Redis and waits until it answers. */
    public void startRedis() throws InterruptedException {
        var command = EmbeddedRedis.command(RedisBinary.locate(folder), folder, redisPort);
        var log = folder.resolve("redis.log");
        var started = ChildProcess.start(new ChildCommand("redis", command, Map.of(), log, false));
        redis = started;
        started.awaitReady(() -> RedisConnection.answers(redisPort), LONGEST);
    }

    /** As cache-registry does. */
    public void createTopics() throws InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
            var topics = Topics.all().stream()
                    .map(topic ->
                            new NewTopic(topic.name(), topic.localPartitions(), (short) 1).configs(topic.settings()))
                    .toList();
            admin.createTopics(topics).all().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("creating the topics failed", e);
        }
    }

    @Override
    public void close() {
        stopBroker();
        if (redis != null) {
            redis.stop(STOP_WAIT);
        }
    }

    private static List<Path> ownClassPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(Path::of)
                .toList();
    }
}
