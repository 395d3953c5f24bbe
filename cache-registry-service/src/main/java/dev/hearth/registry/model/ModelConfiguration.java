package dev.hearth.registry.model;

import dev.hearth.repository.ModelRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    @Bean
    ModelRepository modelRepository(ModelsProperties properties) {
        return new ModelRepository(properties.directory());
    }

    @Bean
    VerifiedModels verifiedModels(ModelRepository models) {
        return new VerifiedModels(models);
    }

    @Bean
    ModelImports modelImports(ModelsProperties properties) {
        return new ModelImports(properties.directory(), properties.uploadLimit().toBytes(), properties.importWait());
    }
}
