package dev.hearth.registry.profile;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class ProfileConfiguration {

    @Bean
    ModelProfiles modelProfiles() {
        return new ModelProfiles();
    }

    @Bean
    ModelForecasts modelForecasts(StringRedisTemplate redis) {
        return new ModelForecasts(redis);
    }
}
