package dev.hearth.scheduler.dispatch;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionCommands;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Ready while Redis answers: without it no GPU can be claimed. Says so without a stack trace in the log for each who asks. */
final class RedisHealth implements HealthIndicator {

    private final StringRedisTemplate redis;

    RedisHealth(StringRedisTemplate redis) {
        this.redis = redis;
    }

    @Override
    public Health health() {
        try {
            redis.execute(RedisConnectionCommands::ping);
            return Health.up().build();
        } catch (DataAccessException e) {
            return Health.outOfService()
                    .withDetail("reason", "Redis does not answer: " + e.getMessage())
                    .build();
        }
    }
}
