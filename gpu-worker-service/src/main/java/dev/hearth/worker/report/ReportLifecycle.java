package dev.hearth.worker.report;

import dev.hearth.messaging.BodyLog;
import dev.hearth.worker.execution.Dispatcher;
import dev.hearth.worker.execution.Membership;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Begins reporting once the web server has a port. At shutdown, before the web server goes, starts nothing new, hands back
 * what waits, waits for what runs, and leaves.
 */
final class ReportLifecycle implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {

    private static final Logger log = LoggerFactory.getLogger(ReportLifecycle.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final IntFunction<WorkerReporter> reporters;
    private final BodyLog bodies;
    private final Dispatcher dispatcher;
    private final Membership membership;
    private final Duration drainTimeout;
    private int port;
    private @Nullable WorkerReporter reporter;
    private @Nullable Thread thread;

    /** @param reporters builds a reporter for a port */
    ReportLifecycle(
            IntFunction<WorkerReporter> reporters,
            BodyLog bodies,
            Dispatcher dispatcher,
            Membership membership,
            Duration drainTimeout) {
        this.reporters = reporters;
        this.bodies = bodies;
        this.dispatcher = dispatcher;
        this.membership = membership;
        this.drainTimeout = drainTimeout;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }

    @Override
    public void start() {
        bodies.start();
        var started = reporters.apply(port);
        reporter = started;
        thread = Thread.ofPlatform().name("worker-reporter").start(started);
    }

    @Override
    public void stop() {
        var reporting = thread;
        var leaving = reporter;
        if (reporting == null || leaving == null) {
            return;
        }
        membership.drain();
        dispatcher.handBack();
        try {
            if (!dispatcher.awaitIdle(drainTimeout)) {
                log.warn(
                        "work is still under way after {}; its schedulers will hear that the worker left",
                        drainTimeout);
            }
            reporting.interrupt();
            reporting.join(STOP_TIMEOUT);
            leaving.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
