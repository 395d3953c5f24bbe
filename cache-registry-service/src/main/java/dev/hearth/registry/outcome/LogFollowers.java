package dev.hearth.registry.outcome;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.registry.problem.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Those who follow a function's log. Each occupies a virtual thread and asks Redis again and again; their number and their
 * time are bounded. Stops before the web server, which would wait for them.
 */
final class LogFollowers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LogFollowers.class);

    private final FunctionLog lines;
    private final LogsProperties properties;
    private final Semaphore places;
    private volatile CountDownLatch stopped = new CountDownLatch(1);

    LogFollowers(FunctionLog lines, LogsProperties properties) {
        this.lines = lines;
        this.properties = properties;
        this.places = new Semaphore(properties.followers());
    }

    /** Where lines go. */
    interface Reader {

        /**
         * Hands lines over at once; none is a sign of life.
         *
         * @throws IOException if the reader has left
         */
        void take(List<FunctionLog.Line> lines) throws IOException;
    }

    /** @throws RefusedException if as many follow as may */
    Place enter() {
        if (!places.tryAcquire()) {
            throw new RefusedException(
                    ErrorCode.QUEUE_FULL,
                    properties.followers() + " callers follow logs, as many as may; try again without follow");
        }
        return new Place();
    }

    int placesLeft() {
        return places.availablePermits();
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** One follower's place; closed once. */
    final class Place implements AutoCloseable {

        private Place() {}

        /** Returns when the time is over or the service stops. Goes on while Redis is away; after a wipe lines may come twice. */
        void follow(LogQuery query, String last, Reader reader) throws IOException, InterruptedException {
            var ending = stopped;
            var end = System.nanoTime() + properties.longestFollow().toNanos();
            var aliveUntil = System.nanoTime() + properties.keepAlive().toNanos();
            var from = last;
            while (System.nanoTime() - end < 0
                    && !ending.await(properties.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                var page = more(query, from);
                if (!page.lines().isEmpty() || System.nanoTime() - aliveUntil >= 0) {
                    reader.take(page.lines());
                    aliveUntil = System.nanoTime() + properties.keepAlive().toNanos();
                }
                from = page.last();
            }
        }

        @Override
        public void close() {
            places.release();
        }
    }

    private FunctionLog.Page more(LogQuery query, String last) {
        try {
            return lines.readOn(query, last);
        } catch (DataAccessException e) {
            log.debug("Redis is away", e);
            return new FunctionLog.Page(List.of(), last);
        }
    }
}
