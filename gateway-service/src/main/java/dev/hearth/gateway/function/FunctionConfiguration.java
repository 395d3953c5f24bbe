package dev.hearth.gateway.function;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
class FunctionConfiguration {

    @Bean
    FunctionCatalogue functionCatalogue() {
        return new FunctionCatalogue();
    }

    @Bean
    CataloguePosition cataloguePosition() {
        return new CataloguePosition();
    }

    @Bean
    CatalogueTail catalogueTail(
            FunctionCatalogue catalogue, CataloguePosition position, ConsumerFactory<String, byte[]> consumers) {
        return new CatalogueTail(catalogue, position, consumers);
    }

    @Bean
    CatalogueHealth catalogueHealthIndicator(FunctionCatalogue catalogue) {
        return new CatalogueHealth(catalogue);
    }
}
