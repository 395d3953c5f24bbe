package dev.hearth.worker.model;

import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.Devices;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the repository and the engine. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    @Bean
    ModelRepository modelRepository(RepositoryProperties properties) {
        return new ModelRepository(properties.directory());
    }

    @Bean
    @ConditionalOnProperty(name = "hearth.worker.device.kind", havingValue = "host", matchIfMissing = true)
    ModelLoader modelLoader(ModelRepository repository, InferenceProperties properties, Devices devices) {
        return new OnnxModelLoader(repository, properties.threads(devices.all().size()));
    }

    @Bean
    @ConditionalOnProperty(name = "hearth.worker.device.kind", havingValue = "host", matchIfMissing = true)
    HostTier hostTier() {
        return HostTier.NONE;
    }
}
