package dev.hearth.scheduler.loop;

import dev.hearth.recorder.FlightRecorder;
import dev.hearth.recorder.Recorder;
import dev.hearth.recorder.Setup;
import dev.hearth.scheduler.SchedulerProperties;
import dev.hearth.scheduler.forecast.Forecasts;
import dev.hearth.scheduling.Scheduler;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LoopConfiguration {

    private static final Logger log = LoggerFactory.getLogger(LoopConfiguration.class);

    @Bean
    EventInbox eventInbox() {
        return new EventInbox();
    }

    @Bean
    Setup setup(PolicyProperties policy, SchedulerProperties scheduler) {
        log.info(
                "decides by policy={} eviction={} timeScale={}",
                policy.policy(),
                policy.eviction(),
                policy.timeScale());
        return policy.setup(scheduler.instance());
    }

    @Bean
    Scheduler scheduler(Setup setup) {
        return setup.scheduler();
    }

    @Bean
    Recorder recorder(RecorderProperties properties, Setup setup) {
        return properties.enabled()
                ? new FlightRecorder(
                        Path.of(properties.file()), properties.fileSize().toBytes(), properties.files(), setup)
                : Recorder.OFF;
    }

    @Bean
    PredictionErrors predictionErrors() {
        return new PredictionErrors();
    }

    @Bean
    EmulatedTime emulatedTime(PolicyProperties policy) {
        return new EmulatedTime(policy.timeScale(), System.nanoTime());
    }

    @Bean
    SchedulerLoop schedulerLoop(
            EventInbox inbox,
            Scheduler scheduler,
            CommandHandler handler,
            Recorder recorder,
            PredictionErrors errors,
            Forecasts forecasts,
            EmulatedTime time) {
        return new SchedulerLoop(inbox, scheduler, handler, recorder, errors, forecasts, time);
    }
}
