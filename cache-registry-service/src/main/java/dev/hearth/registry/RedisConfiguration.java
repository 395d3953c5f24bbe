package dev.hearth.registry;

import io.lettuce.core.ClientOptions;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the connection to Redis behaves while Redis is away. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

    private static final int WAITING_COMMANDS = 10_000;

    /** A command fails at once instead of piling up in memory; those who sent it retry. */
    @Bean
    LettuceClientOptionsBuilderCustomizer failsWhileDisconnected() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(WAITING_COMMANDS);
    }
}
