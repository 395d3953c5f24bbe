package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.contracts.invocation.CacheOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A number of callers who work off one sequence of models, each with one call at a time. */
final class CacheLoad {

    private static final int MOST_ERRORS = 1_000;
    private static final int DIGITS = 3;
    private static final int STEPS = 10;

    private final int[] sequence;
    private final Call call;
    private final Consumer<String> progress;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<CacheOutcome, Histogram> latencies = new EnumMap<>(CacheOutcome.class);
    private long errors;
    private @Nullable String firstError;

    /** @param progress takes a line after each tenth of the sequence but the last */
    CacheLoad(int[] sequence, Call call, Consumer<String> progress) {
        this.sequence = sequence.clone();
        this.call = call;
        this.progress = progress;
    }

    /** Works the sequence off; an interruption ends the callers before it is passed on. */
    Result run(int callers) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        long from = System.nanoTime();
        for (int number = 0; number < callers; number++) {
            threads.add(Thread.ofPlatform().name("caller-" + number).daemon().start(this::work));
        }
        join(threads);
        synchronized (this) {
            var elapsed = Duration.ofNanos(System.nanoTime() - from);
            return new Result(elapsed, latencies, errors, firstError);
        }
    }

    private void join(List<Thread> threads) throws InterruptedException {
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            next.set(sequence.length);
            for (var thread : threads) {
                thread.interrupt();
                thread.join();
            }
            throw e;
        }
    }

    private void work() {
        for (int at = take(); at < sequence.length; at = take()) {
            long from = System.nanoTime();
            try {
                answered(call.call(sequence[at], at), System.nanoTime() - from);
            } catch (IOException | CommandFailedException e) {
                failed(e);
            }
        }
    }

    private int take() {
        int at = next.getAndUpdate(number -> Math.min(number + 1, sequence.length));
        int step = Math.max(1, sequence.length / STEPS);
        if (at > 0 && at < sequence.length && at % step == 0) {
            progress.accept("  " + at + " of " + sequence.length + " calls");
        }
        return at;
    }

    private synchronized void answered(CacheOutcome outcome, long nanos) {
        latencies.computeIfAbsent(outcome, _ -> new Histogram(DIGITS)).recordValue(nanos);
    }

    private synchronized void failed(Exception failure) {
        errors++;
        if (firstError == null) {
            firstError = String.valueOf(failure.getMessage());
        }
        if (errors >= MOST_ERRORS) {
            next.set(sequence.length);
        }
    }

    /** One call to one model. */
    @FunctionalInterface
    interface Call {
        /** @param number position in the sequence */
        CacheOutcome call(int model, int number) throws IOException;
    }

    /** What became of a load. Latencies are of good answers only, in nanoseconds. */
    record Result(
            Duration elapsed,
            Map<CacheOutcome, Histogram> latencies,
            long errors,
            @Nullable String firstError) {

        long count(CacheOutcome outcome) {
            return of(outcome).getTotalCount();
        }

        Histogram hits() {
            return of(CacheOutcome.HIT);
        }

        /** False ones among them. */
        Histogram misses() {
            var all = of(CacheOutcome.MISS).copy();
            all.add(of(CacheOutcome.FALSE_MISS));
            return all;
        }

        private Histogram of(CacheOutcome outcome) {
            var histogram = latencies.get(outcome);
            return histogram == null ? new Histogram(DIGITS) : histogram;
        }
    }
}
