package dev.hearth.scheduler.loop;

import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cache.Evictions;
import dev.hearth.scheduling.placement.Policies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LoopConfiguration {

    @Bean
    EventInbox eventInbox() {
        return new EventInbox();
    }

    /** The intake's own bound is the lower one: the core refuses nothing that was accepted. */
    @Bean
    Scheduler scheduler(PolicyProperties properties) {
        return new Scheduler(
                Policies.named(properties.policy()),
                Evictions.named(properties.eviction()),
                Settings.live().withQueueLimit(Integer.MAX_VALUE));
    }

    @Bean
    SchedulerLoop schedulerLoop(EventInbox inbox, Scheduler scheduler, CommandHandler handler) {
        return new SchedulerLoop(inbox, scheduler, handler);
    }
}
