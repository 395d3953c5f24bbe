package dev.hearth.registry.outcome;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.BodyLog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
class OutcomeConfiguration {

    private static final long RETRY_MILLIS = 500;

    @Bean
    OutcomeStore outcomeStore(StringRedisTemplate redis) {
        return new OutcomeStore(redis);
    }

    @Bean
    FunctionLog functionLog(StringRedisTemplate redis) {
        return new FunctionLog(redis);
    }

    @Bean
    RecordedPositions recordedPositions(StringRedisTemplate redis) {
        return new RecordedPositions(redis);
    }

    @Bean
    RecorderProgress recorderProgress(RecordedPositions positions, ConsumerFactory<String, byte[]> consumers) {
        return new RecorderProgress(positions, new LogEnds(consumers)::byPartition);
    }

    @Bean
    ResultBodies resultBodies(KafkaTemplate<String, byte[]> kafka, ConsumerFactory<String, byte[]> consumers) {
        return new ResultBodies(new BodyLog(kafka, consumers));
    }

    @Bean
    Recorder recorder(
            OutcomeStore outcomes,
            FunctionLog lines,
            RecordedPositions positions,
            RecorderProgress progress,
            KafkaTemplate<String, byte[]> kafka) {
        return new Recorder(outcomes, lines, positions, progress, kafka);
    }

    /** Commits by time and without waiting: where reading goes on is known from the view. */
    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> recorderContainer(
            ConsumerFactory<String, byte[]> consumers, Recorder recorder, OutcomeProperties properties) {
        var container = new ContainerProperties(Topics.RESULTS);
        container.setGroupId(Topics.RECORDER_GROUP);
        container.setMessageListener(recorder);
        container.setAckMode(ContainerProperties.AckMode.TIME);
        container.setAckTime(properties.commitInterval().toMillis());
        container.setSyncCommits(false);
        container.setIdleEventInterval(properties.wipeCheckInterval().toMillis());
        var recording = new ConcurrentMessageListenerContainer<>(consumers, container);
        recording.setBeanName("recorder");
        recording.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
        return recording;
    }
}
