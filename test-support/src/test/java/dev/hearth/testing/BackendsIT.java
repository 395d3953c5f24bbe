package dev.hearth.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.embedded.RedisConnection;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class BackendsIT {

    @Test
    void topicsHaveTheirLocalPartitionsAndSettings() throws Exception {
        Backends.createTopics();
        Backends.createTopics();

        try (var admin = Admin.create(Map.of("bootstrap.servers", Backends.kafka()))) {
            var names = Topics.all().stream().map(Topics.Topic::name).toList();
            var described = admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS);
            for (var topic : Topics.all()) {
                assertThat(requireNonNull(described.get(topic.name())).partitions())
                        .as(topic.name())
                        .hasSize(topic.localPartitions());
            }
            assertThat(setting(admin, Topics.WORKERS, "message.timestamp.type")).isEqualTo("LogAppendTime");
            assertThat(setting(admin, Topics.FUNCTIONS, "cleanup.policy")).isEqualTo("compact");
            assertThat(setting(admin, Topics.INPUTS, "max.message.bytes"))
                    .isEqualTo(String.valueOf(Topics.MESSAGE_LIMIT_BYTES));
        }
    }

    @Test
    void freshRedisIsEmpty() throws Exception {
        var address = URI.create(Backends.redis());
        RedisConnection.send(address.getHost(), address.getPort(), "SET key value");

        Backends.freshRedis();

        assertThat(RedisConnection.send(address.getHost(), address.getPort(), "DBSIZE"))
                .isEqualTo(":0");
    }

    private static String setting(Admin admin, String topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var configuration = admin.describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS);
        return requireNonNull(configuration.get(resource)).get(name).value();
    }
}
