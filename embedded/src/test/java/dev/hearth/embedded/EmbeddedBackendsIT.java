package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendsIT {

    private static final int LARGE = Topics.BODY_LIMIT_BYTES;

    @TempDir
    Path folder;

    @Test
    void theBrokerTakesTheLargestBodyAndKeepsItAcrossARestart() throws Exception {
        try (var broker = startBroker()) {
            createTopic(broker, "kept");
            send(broker, "kept", new byte[LARGE]);
        }

        try (var broker = startBroker()) {
            assertThat(firstRecordOf(broker, "kept")).hasSize(LARGE);
        }
    }

    @Test
    void theBrokerNamesAPortThatIsTaken() throws Exception {
        try (var holder = startBroker()) {
            var port = holder.bootstrapServers().substring("127.0.0.1:".length());
            var second = new ProcessBuilder(
                            java(), "-cp", classPath(), BrokerMain.class.getName(), folder.resolve("b") + "", port)
                    .redirectErrorStream(true)
                    .start();

            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(output(second))
                    .startsWith("Kafka broker on 127.0.0.1:" + port)
                    .endsWith("did not start: the port is taken");
        }
    }

    @Test
    void redisAnswersAndKeepsNothing() throws Exception {
        try (var redis = EmbeddedRedis.start(folder, folder.resolve("redis.log"))) {
            assertThat(RedisConnection.send("127.0.0.1", redis.port(), "SET key value"))
                    .isEqualTo("+OK");
            assertThat(RedisConnection.send("127.0.0.1", redis.port(), "EXISTS key"))
                    .isEqualTo(":1");
            assertThat(RedisConnection.send("127.0.0.1", redis.port(), "CONFIG GET save"))
                    .isEqualTo("*2");
        }

        try (var redis = EmbeddedRedis.start(folder, folder.resolve("redis.log"))) {
            assertThat(RedisConnection.send("127.0.0.1", redis.port(), "EXISTS key"))
                    .isEqualTo(":0");
        }
    }

    @Test
    void bothEndWhenTheirParentIsKilled() throws Exception {
        var parent = new ProcessBuilder(java(), "-cp", classPath(), BackendsHolder.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var reader = parent.inputReader();
            var line = reader.readLine();
            assertThat(line).startsWith("pids ");
            var children = List.of(line.split(" ")).stream()
                    .skip(1)
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();

            parent.destroyForcibly().waitFor();

            for (var child : children) {
                child.onExit().get(20, TimeUnit.SECONDS);
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    private EmbeddedBroker startBroker() throws InterruptedException {
        return EmbeddedBroker.start(folder.resolve("kafka"), folder.resolve("broker.log"));
    }

    private static void createTopic(EmbeddedBroker broker, String name) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(EmbeddedBroker broker, String topic, byte[] value) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                Topics.MESSAGE_LIMIT_BYTES,
                "acks",
                "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static byte[] firstRecordOf(EmbeddedBroker broker, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "auto.offset.reset",
                "earliest",
                "max.partition.fetch.bytes",
                Topics.MESSAGE_LIMIT_BYTES);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
