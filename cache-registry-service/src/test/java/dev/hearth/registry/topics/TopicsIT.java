package dev.hearth.registry.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.testing.Backends;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class TopicsIT {

    private static final TopicsProperties LOCAL = new TopicsProperties(false, (short) 1, Duration.ofSeconds(1));

    private static final ConfigResource WORKERS = new ConfigResource(ConfigResource.Type.TOPIC, Topics.WORKERS);

    @Test
    void createsWhatIsMissingAndSetsWhatDiffers() throws Exception {
        try (var admin = admin(Backends.kafka())) {
            Backends.createTopics();
            admin.incrementalAlterConfigs(Map.of(
                            WORKERS,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().until(() -> setting(admin, "message.timestamp.type").equals("CreateTime"));

            assertThat(settle(LOCAL).getStatus()).isEqualTo(Status.UP);

            await().until(() -> setting(admin, "message.timestamp.type").equals("LogAppendTime"));
            assertThat(setting(admin, "segment.ms")).isEqualTo("900000");
            assertThat(admin.listTopics().names().get())
                    .containsAll(Topics.all().stream().map(Topics.Topic::name).toList());
        }
    }

    @Test
    void tellsATopicWithTooFewPartitions() {
        Backends.createTopics();

        var health = settle(new TopicsProperties(true, (short) 1, Duration.ofSeconds(1)));

        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails().get("reason"))
                .asString()
                .contains("hearth.results has 4 partitions, expected 32");
    }

    @Test
    void saysWhyWhileKafkaIsAway() {
        var keeper = new TopicKeeper(() -> admin("127.0.0.1:1"), LOCAL);
        keeper.start();

        assertThat(keeper.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(keeper.health().getDetails().get("reason"))
                        .asString()
                        .contains("Kafka did not take the topics"));
        keeper.stop();
    }

    private static String setting(Admin admin, String name) throws Exception {
        var config = Objects.requireNonNull(
                admin.describeConfigs(List.of(WORKERS)).all().get().get(WORKERS));
        return config.get(name).value();
    }

    private static Health settle(TopicsProperties properties) {
        var keeper = new TopicKeeper(() -> admin(Backends.kafka()), properties);
        keeper.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !keeper.health().getDetails().containsValue("Kafka has not answered yet"));
        keeper.stop();
        return keeper.health();
    }

    private static Admin admin(String address) {
        return Admin.create(
                Map.of("bootstrap.servers", address, "default.api.timeout.ms", "3000", "request.timeout.ms", "2000"));
    }
}
