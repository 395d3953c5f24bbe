package dev.hearth.registry.profile;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProfileConfiguration {

    @Bean
    ModelProfiles modelProfiles() {
        return new ModelProfiles();
    }
}
