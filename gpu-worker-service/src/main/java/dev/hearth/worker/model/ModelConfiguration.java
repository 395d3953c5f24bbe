package dev.hearth.worker.model;

import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.RealDevices;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the repository, the host tier and the engine. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    @Bean
    ModelRepository modelRepository(RepositoryProperties properties) {
        return new ModelRepository(properties.directory());
    }

    @Bean
    @RealDevices
    ModelReader modelReader(ModelRepository repository) {
        return new ModelReader(repository);
    }

    @Bean
    @RealDevices
    HostModels hostModels(ModelReader reader, HostTierProperties properties, Devices devices, ModelWishes wishes) {
        long bytes = properties.memory().toBytes();
        return new HostModels(reader, bytes == 0 ? null : devices.hostMemory(bytes), wishes);
    }

    @Bean
    @RealDevices
    HostStaging hostStaging(HostModels models, ModelWishes wishes) {
        return new HostStaging(models, wishes);
    }

    @Bean
    @RealDevices
    HostMeters hostMeters(HostModels models) {
        return new HostMeters(models);
    }

    @Bean
    @RealDevices
    ModelLoader modelLoader(ModelReader reader, HostModels host, InferenceProperties properties, Devices devices) {
        return new OnnxModelLoader(
                reader, host, properties.threads(devices.all().size()));
    }
}
