package dev.hearth.registry.residency;

import dev.hearth.contracts.worker.Leases;
import dev.hearth.registry.InstanceProperties;
import dev.hearth.registry.profile.ModelProfiles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
class ResidencyConfiguration {

    /** Half a heartbeat: whatever Redis loses is back with the next one. */
    private static final Duration REPETITION = Leases.HEARTBEAT.dividedBy(2);

    @Bean
    ResidencyKeeper residencyKeeper(
            ConsumerFactory<String, byte[]> consumers,
            StringRedisTemplate redis,
            ModelProfiles profiles,
            HostTiers hosts,
            ResidencyProperties properties) {
        return new ResidencyKeeper(
                consumers, new ResidencyWriter(redis, REPETITION), profiles, hosts, properties.replay());
    }

    @Bean
    HostTiers hostTiers() {
        return new HostTiers();
    }

    @Bean
    LogTicker logTicker(KafkaTemplate<String, byte[]> kafka, InstanceProperties properties) {
        return new LogTicker(kafka, properties.instance());
    }

    @Bean
    GpuDirectory gpuDirectory(StringRedisTemplate redis) {
        return new GpuDirectory(redis);
    }

    @Bean
    MeterBinder residencyMetrics(ResidencyKeeper keeper) {
        return registry -> Gauge.builder("hearth.registry.drift", keeper, ResidencyKeeper::drift)
                .description("Entries by which Redis differs from the workers' reports, looked at every 5 s")
                .register(registry);
    }

    @Bean
    HealthIndicator residencyHealthIndicator(ResidencyKeeper keeper) {
        return keeper::health;
    }

    /** In place of Spring Boot's own. */
    @Bean
    RedisHealth redisHealthIndicator(StringRedisTemplate redis) {
        return new RedisHealth(redis);
    }
}
