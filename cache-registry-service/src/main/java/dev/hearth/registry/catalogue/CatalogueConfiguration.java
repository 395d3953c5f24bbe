package dev.hearth.registry.catalogue;

import dev.hearth.registry.model.VerifiedModels;
import dev.hearth.registry.residency.GpuDirectory;
import dev.hearth.repository.ModelRepository;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
class CatalogueConfiguration {

    private static final Logger log = LoggerFactory.getLogger(CatalogueConfiguration.class);

    @Bean
    FunctionCatalogue functionCatalogue(
            ConsumerFactory<String, byte[]> consumers,
            KafkaTemplate<String, byte[]> kafka,
            ModelRepository models,
            VerifiedModels verified,
            GpuDirectory gpus,
            CatalogueProperties properties) {
        var rules = new DeploymentRules(models, verified::fault, () -> largestGpu(gpus), properties.defaultTimeout());
        return new FunctionCatalogue(consumers, kafka, rules, properties.readBackTimeout(), Clock.systemUTC());
    }

    @Bean
    FunctionFigures functionFigures(GpuDirectory gpus, StringRedisTemplate redis) {
        return new FunctionFigures(gpus, redis);
    }

    @Bean
    HealthIndicator catalogueHealthIndicator(FunctionCatalogue catalogue) {
        return catalogue::health;
    }

    @Bean
    MeterBinder catalogueMetrics(FunctionCatalogue catalogue) {
        return registry -> Gauge.builder("hearth.functions", catalogue, FunctionCatalogue::size)
                .description("Functions in the catalogue")
                .register(registry);
    }

    /** While Redis is away no GPU is known, and a deploy is not held up by it. */
    private static OptionalLong largestGpu(GpuDirectory gpus) {
        try {
            return gpus.largestCapacityBytes();
        } catch (DataAccessException e) {
            log.warn("deploying without knowing the GPUs: {}", e.toString());
            return OptionalLong.empty();
        }
    }
}
