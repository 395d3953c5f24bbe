package dev.hearth.cli.bench;

import dev.hearth.contracts.invocation.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A number of callers, each with one request at a time: the next is sent when the last is answered.
 *
 * <p>A load ends early once {@value #MOST_ERRORS} requests have failed.
 */
final class ClosedLoop {

    private static final int MOST_ERRORS = 1_000;
    private static final int DIGITS = 3;

    private final Target target;
    private final Requests requests;
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
    private volatile boolean stopped;

    private ClosedLoop(Target target, Requests requests) {
        this.target = target;
        this.requests = requests;
    }

    /** Loads the target for a time; an interruption ends the callers before it is passed on. */
    static Load run(Target target, Requests requests, int callers, Duration time) throws InterruptedException {
        return new ClosedLoop(target, requests).run(callers, time);
    }

    private Load run(int callers, Duration time) throws InterruptedException {
        var start = new CountDownLatch(1);
        var all = new ArrayList<Caller>();
        var threads = new ArrayList<Thread>();
        for (var number = 0; number < callers; number++) {
            var caller = new Caller(number, start, time.toNanos());
            all.add(caller);
            // Not virtual: native inference keeps its carrier, and callers without one would starve.
            threads.add(Thread.ofPlatform().name("caller-" + number).daemon().start(caller));
        }
        var from = System.nanoTime();
        start.countDown();
        join(threads);
        var elapsed = Duration.ofNanos(System.nanoTime() - from);
        var latencies = new Histogram(DIGITS);
        var timings = new Timings();
        for (var caller : all) {
            latencies.add(caller.latencies);
            timings.add(caller.timings);
        }
        return new Load(callers, elapsed, latencies, timings.mean(), errors.get(), firstError.get());
    }

    private void join(Iterable<Thread> threads) throws InterruptedException {
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            stopped = true;
            for (var thread : threads) {
                thread.interrupt();
                thread.join();
            }
            throw e;
        }
    }

    private void failed(Exception failure) {
        errors.incrementAndGet();
        var message = failure.getMessage();
        firstError.compareAndSet(null, message == null ? failure.toString() : message);
    }

    /** What became of a load. Latencies are of good answers only, in nanoseconds. */
    record Load(
            int callers,
            Duration elapsed,
            Histogram latencies,
            @Nullable Timing meanTiming,
            long errors,
            @Nullable String firstError) {

        long answered() {
            return latencies.getTotalCount();
        }
    }

    /** One thread's; read by others only after its end. */
    private final class Caller implements Runnable {

        private final int number;
        private final CountDownLatch start;
        private final long timeNanos;
        private final Histogram latencies = new Histogram(DIGITS);
        private final Timings timings = new Timings();

        Caller(int number, CountDownLatch start, long timeNanos) {
            this.number = number;
            this.start = start;
            this.timeNanos = timeNanos;
        }

        @Override
        public void run() {
            try {
                start.await();
                var end = System.nanoTime() + timeNanos;
                for (long request = number; goesOn() && System.nanoTime() - end < 0; request++) {
                    call(request);
                }
            } catch (InterruptedException e) {
                // The load was given up.
            }
        }

        private boolean goesOn() {
            return !stopped && errors.get() < MOST_ERRORS;
        }

        private void call(long request) throws InterruptedException {
            var from = System.nanoTime();
            try {
                var answer = target.call(requests.body(request));
                var nanos = System.nanoTime() - from;
                requests.check(request, answer.body());
                latencies.recordValue(nanos);
                if (answer.timing() != null) {
                    timings.add(answer.timing());
                }
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }
    }
}
