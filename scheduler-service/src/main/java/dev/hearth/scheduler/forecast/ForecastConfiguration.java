package dev.hearth.scheduler.forecast;

import dev.hearth.scheduler.SchedulerProperties;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class ForecastConfiguration {

    @Bean
    Forecasts forecasts() {
        return new Forecasts(InstantSource.system());
    }

    @Bean
    ForecastWriter forecastWriter(Forecasts forecasts, StringRedisTemplate redis, SchedulerProperties scheduler) {
        return new ForecastWriter(forecasts, redis, scheduler.instance());
    }

    @Bean
    ForecastMetrics forecastMetrics(Forecasts forecasts, ObjectProvider<PrometheusRegistry> prometheus) {
        var metrics = new ForecastMetrics(forecasts);
        prometheus.ifAvailable(registry -> registry.register(metrics));
        return metrics;
    }
}
