package dev.hearth.registry.outcome;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.messaging.BodyLog;
import dev.hearth.registry.problem.RefusedException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.context.SmartLifecycle;

/** Reads bodies of results from the log. */
final class ResultBodies implements SmartLifecycle {

    private static final long LONGEST_SECONDS = 15;

    private final BodyLog log;
    private volatile boolean running;

    ResultBodies(BodyLog log) {
        this.log = log;
    }

    /** @throws RefusedException 503 if the log does not give it in time */
    byte[] fetch(Payload body) {
        if (body.length() == 0) {
            return new byte[0];
        }
        try {
            return log.fetch(body).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the result could not be read from the log", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the cache registry is stopping", e);
        }
    }

    @Override
    public void start() {
        log.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        log.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
