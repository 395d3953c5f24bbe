package dev.hearth.gateway.result;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.BodyLog;
import dev.hearth.messaging.TopicTail;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/** Reads this gateway's partition of {@code hearth.results} from its end on, and bodies by reference beside it. */
final class ResultsTail implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ResultsTail.class);

    private final Waiters waiters;
    private final TopicTail tail;
    private final BodyLog bodies;
    private volatile boolean running;

    ResultsTail(Waiters waiters, ConsumerFactory<String, byte[]> consumers, BodyLog bodies) {
        this.waiters = waiters;
        this.bodies = bodies;
        this.tail = new TopicTail(
                consumers, Topics.RESULTS, Set.of(waiters.partition()), new TopicTail.Start.End(), waiters::accept);
    }

    boolean connected() {
        return tail.connected();
    }

    @Override
    public void start() {
        running = true;
        var _ = tail.caughtUp().thenRun(() -> {
            waiters.markReading();
            log.info("reads results partition={}", waiters.partition());
        });
        bodies.start();
        tail.start();
    }

    @Override
    public void stop() {
        running = false;
        tail.close();
        bodies.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Below the web server's phases: the callers that it waits out are answered from here. */
    @Override
    public int getPhase() {
        return 0;
    }
}
