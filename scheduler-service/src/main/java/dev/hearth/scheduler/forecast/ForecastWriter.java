package dev.hearth.scheduler.forecast;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.ForecastRecord;
import dev.hearth.contracts.registry.RegistryKeys;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Tells the registry what this scheduler expects models to cost, within two seconds of a change. Redis forgets it a minute
 * after the scheduler ended; after a wipe, or while Redis is away, it is told again every two seconds until it is there.
 */
final class ForecastWriter implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ForecastWriter.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final long NOTHING = -1;

    private final Forecasts forecasts;
    private final StringRedisTemplate redis;
    private final String scheduler;
    private final String key;
    private long toldVersion = NOTHING;
    private volatile boolean running;
    private @Nullable Thread thread;

    /** @param scheduler {@code hearth.instance} */
    ForecastWriter(Forecasts forecasts, StringRedisTemplate redis, String scheduler) {
        this.forecasts = forecasts;
        this.redis = redis;
        this.scheduler = scheduler;
        this.key = RegistryKeys.forecast(scheduler);
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("forecast-writer").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            tryWrite();
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void tryWrite() {
        try {
            write();
        } catch (DataAccessException e) {
            toldVersion = NOTHING;
            log.debug("the registry was not told what models cost", e);
        }
    }

    private void write() {
        var version = forecasts.version();
        redis.opsForSet().add(RegistryKeys.FORECASTERS, scheduler);
        if (version == toldVersion && Boolean.TRUE.equals(redis.expire(key, LIFETIME))) {
            return;
        }
        var told = new ForecastRecord(ForecastRecord.RECORD_VERSION, forecasts.models());
        redis.opsForValue().set(key, WireJson.mapper().writeValueAsString(told), LIFETIME);
        toldVersion = version;
    }
}
