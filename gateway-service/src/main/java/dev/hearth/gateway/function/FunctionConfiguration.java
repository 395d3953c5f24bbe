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
    CatalogueTail catalogueTail(FunctionCatalogue catalogue, ConsumerFactory<String, byte[]> consumers) {
        return new CatalogueTail(catalogue, consumers);
    }

    @Bean
    CatalogueHealth catalogueHealthIndicator(FunctionCatalogue catalogue) {
        return new CatalogueHealth(catalogue);
    }
}
