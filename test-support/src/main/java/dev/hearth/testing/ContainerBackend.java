package dev.hearth.testing;

import dev.hearth.contracts.topic.Topics;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka and Redis in containers. */
final class ContainerBackend implements Backend {

    private static final int REDIS_PORT = 6379;

    private final KafkaContainer kafka;
    private final GenericContainer<?> redis;

    ContainerBackend() {
        var limit = String.valueOf(Topics.MESSAGE_LIMIT_BYTES);
        kafka = new KafkaContainer(DockerImageName.parse(Images.KAFKA))
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", limit)
                .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", limit)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        redis = new GenericContainer<>(DockerImageName.parse(Images.REDIS)).withExposedPorts(REDIS_PORT);
        kafka.start();
        redis.start();
    }

    @Override
    public String kafka() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String redisHost() {
        return redis.getHost();
    }

    @Override
    public int redisPort() {
        return redis.getMappedPort(REDIS_PORT);
    }

    @Override
    public void close() {
        kafka.stop();
        redis.stop();
    }
}
