package dev.hearth.registry.topics;

import java.util.HashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TopicsConfiguration {

    private static final int REQUEST_TIMEOUT_MS = 4_000;
    private static final int CALL_TIMEOUT_MS = 5_000;

    @Bean
    TopicKeeper topicKeeper(KafkaProperties kafka, TopicsProperties properties) {
        var settings = new HashMap<>(kafka.buildAdminProperties());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
        return new TopicKeeper(() -> Admin.create(settings), properties);
    }

    @Bean
    HealthIndicator topicsHealthIndicator(TopicKeeper keeper) {
        return keeper::health;
    }
}
