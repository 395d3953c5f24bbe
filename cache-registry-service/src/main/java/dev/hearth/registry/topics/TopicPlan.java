package dev.hearth.registry.topics;

import dev.hearth.contracts.topic.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** What Kafka is asked for, topic by topic. */
final class TopicPlan {

    private static final Duration LONGEST_SEGMENT = Duration.ofDays(1);
    private static final int SEGMENTS_IN_RETENTION = 4;
    private static final int REPLICATED = 3;

    private TopicPlan() {}

    static NewTopic create(Topics.Topic topic, TopicsProperties properties) {
        return new NewTopic(topic.name(), topic.partitions(properties.production()), properties.replicationFactor())
                .configs(settings(topic, properties));
    }

    static Map<String, String> settings(Topics.Topic topic, TopicsProperties properties) {
        var settings = new LinkedHashMap<>(topic.settings());
        settings.put(TopicConfig.SEGMENT_MS_CONFIG, millis(segment(topic.retention())));
        settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, properties.replicationFactor() >= REPLICATED ? "2" : "1");
        return settings;
    }

    /** Kafka drops whole segments, so one must end well within the retention. */
    private static Duration segment(Duration retention) {
        var part = retention.dividedBy(SEGMENTS_IN_RETENTION);
        return part.compareTo(LONGEST_SEGMENT) < 0 ? part : LONGEST_SEGMENT;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
