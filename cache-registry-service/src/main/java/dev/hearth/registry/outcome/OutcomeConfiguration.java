package dev.hearth.registry.outcome;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.BodyLog;
import dev.hearth.registry.profile.ModelProfiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
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
    private static final int BATCH_BYTES = 1 << 20;

    @Bean
    OutcomeStore outcomeStore(StringRedisTemplate redis, ReactiveStringRedisTemplate reactive, MeterRegistry registry) {
        return new OutcomeStore(redis, reactive, new OutcomeMetrics(registry));
    }

    @Bean
    FunctionLog functionLog(StringRedisTemplate redis, ReactiveStringRedisTemplate reactive) {
        return new FunctionLog(redis, reactive);
    }

    @Bean
    LogFollowers logFollowers(FunctionLog lines, LogsProperties properties) {
        return new LogFollowers(lines, properties);
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
            ModelProfiles profiles,
            RecordedPositions positions,
            RecorderProgress progress,
            KafkaTemplate<String, byte[]> kafka) {
        return new Recorder(outcomes, lines, profiles, positions, progress, kafka);
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
        container.setKafkaConsumerProperties(inBatches(properties.batchWait()));
        container.setIdleEventInterval(properties.wipeCheckInterval().toMillis());
        var recording = new ConcurrentMessageListenerContainer<>(consumers, container);
        recording.setBeanName("recorder");
        recording.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
        return recording;
    }

    /** Nobody waits for the view as callers wait for answers; a fetch for every record would cost more than recording it. */
    private static Properties inBatches(Duration longestWait) {
        var settings = new Properties();
        settings.setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(BATCH_BYTES));
        settings.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(longestWait.toMillis()));
        return settings;
    }
}
