package dev.hearth.scheduler.loop;

import dev.hearth.recorder.Recorder;
import dev.hearth.scheduler.forecast.Forecasts;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Applies events to the core one by one, on the one thread that owns its state, and keeps the core's alarm clock. The
 * recorder hears of each event first.
 *
 * <p>This is where real time ends: the core, the recorder and whoever sees the core's commands know the time of the
 * emulated cluster, if there is one.
 */
final class SchedulerLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SchedulerLoop.class);
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final EventInbox inbox;
    private final Scheduler scheduler;
    private final CommandHandler handler;
    private final Recorder recorder;
    private final PredictionErrors errors;
    private final Forecasts forecasts;
    private final EmulatedTime time;
    private long wakeUpNanos;
    private boolean alarmSet;
    private volatile boolean running;
    private @Nullable Thread thread;

    SchedulerLoop(
            EventInbox inbox,
            Scheduler scheduler,
            CommandHandler handler,
            Recorder recorder,
            PredictionErrors errors,
            Forecasts forecasts,
            EmulatedTime time) {
        this.inbox = inbox;
        this.scheduler = scheduler;
        this.handler = handler;
        this.recorder = recorder;
        this.errors = errors;
        this.forecasts = forecasts;
        this.time = time;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("scheduler-loop").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        try {
            if (thread != null) {
                thread.interrupt();
                thread.join(STOP_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the intake and the fleet, which post to it; stopped after them. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 100;
    }

    private void run() {
        while (running) {
            try {
                step();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void step() throws InterruptedException {
        var event = inbox.poll(waitNanos());
        var now = System.nanoTime();
        if (event != null) {
            apply(event, now);
        }
        if (alarmSet && now - wakeUpNanos >= 0) {
            alarmSet = false;
            apply(new Event.TimeReached(), now);
        }
    }

    private long waitNanos() {
        return alarmSet ? Math.clamp(wakeUpNanos - System.nanoTime(), 0, LONGEST_WAIT_NANOS) : LONGEST_WAIT_NANOS;
    }

    private void apply(Event happened, long realNanos) {
        try {
            var event = time.emulated(happened);
            var now = time.emulated(realNanos);
            recorder.record(event, now);
            List<Command> commands = scheduler.apply(event, now);
            errors.publish(scheduler);
            scheduler.learned().map(time::real).ifPresent(forecasts::put);
            for (var command : commands) {
                if (command instanceof Command.WakeUpAt(long nanos)) {
                    wakeUpNanos = time.real(nanos);
                    alarmSet = true;
                }
            }
            handler.handle(event, commands);
        } catch (RuntimeException e) {
            // The core's state may be half changed: what it forgot is re-read from the log after a restart.
            log.error("the core failed on {}, this process ends", happened, e);
            Runtime.getRuntime().halt(70);
        }
    }
}
