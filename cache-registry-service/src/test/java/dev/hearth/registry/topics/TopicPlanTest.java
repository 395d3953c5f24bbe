package dev.hearth.registry.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.topic.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

    private static final TopicsProperties LOCAL = new TopicsProperties(false, (short) 1, Duration.ofSeconds(5));
    private static final TopicsProperties PRODUCTION = new TopicsProperties(true, (short) 3, Duration.ofSeconds(5));

    @Test
    void productionHasMorePartitionsAndTwoCopiesBeforeARecordCounts() {
        var local = TopicPlan.create(topic(Topics.RESULTS), LOCAL);
        var production = TopicPlan.create(topic(Topics.RESULTS), PRODUCTION);

        assertThat(local.numPartitions()).isEqualTo(4);
        assertThat(local.configs()).containsEntry("min.insync.replicas", "1");
        assertThat(production.numPartitions()).isEqualTo(32);
        assertThat(production.replicationFactor()).isEqualTo((short) 3);
        assertThat(production.configs()).containsEntry("min.insync.replicas", "2");
    }

    @Test
    void workersAreStampedByTheBrokerAndDroppedWithinTheHour() {
        assertThat(TopicPlan.settings(topic(Topics.WORKERS), LOCAL))
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("retention.ms", "3600000")
                .containsEntry("segment.ms", "900000");
    }

    @Test
    void functionsAreCompacted() {
        assertThat(TopicPlan.settings(topic(Topics.FUNCTIONS), LOCAL))
                .containsEntry("cleanup.policy", "compact")
                .doesNotContainKey("retention.ms");
    }

    @Test
    void everyTopicTakesTheLargestMessageAndNoUncleanLeader() {
        assertThat(Topics.all())
                .allSatisfy(topic -> assertThat(TopicPlan.settings(topic, LOCAL))
                        .containsEntry("max.message.bytes", Integer.toString(Topics.MESSAGE_LIMIT_BYTES))
                        .containsEntry("unclean.leader.election.enable", "false"));
    }

    private static Topics.Topic topic(String name) {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
