package dev.hearth.registry.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Backends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two schedulers of four threads each claim at random on one GPU whose worker restarts now and then. */
class ConcurrentClaimIT {

    private static final Logger log = LoggerFactory.getLogger(ConcurrentClaimIT.class);
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("claim-test.seconds", 20));
    private static final long SEED = Long.getLong("claim-test.seed", System.nanoTime());
    private static final int THREADS = 8;
    private static final long CAPACITY = 100;
    private static final List<Long> SIZES = List.of(5L, 10L, 15L, 20L, 25L, 30L, 35L, 40L, 60L, 80L);

    private final ClaimedGpu gpu = new ClaimedGpu(CAPACITY);
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger restarts = new AtomicInteger();

    @Test
    void neverGrantsMoreThanThereIsNorToAStaleEpoch() throws Exception {
        var redis = GpuScripts.connect(Backends.freshRedis());
        var scripts = new GpuScripts(redis, "worker-1", 0);
        scripts.report(gpu.epoch(), gpu.state());
        gpu.confirm(gpu.epoch());
        var until = System.nanoTime() + LENGTH.toNanos();

        var callers = new ArrayList<Callable<Void>>();
        for (int thread = 0; thread < THREADS; thread++) {
            callers.add(new Caller(scripts, thread, until));
        }
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var caller : threads.invokeAll(callers)) {
                caller.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + SEED + ": " + e.getCause(), e.getCause());
        }

        log.info(
                "claims granted={} refused={} refused-as-stale={} restarts={} seed={}",
                granted,
                refused,
                stale,
                restarts,
                SEED);
        assertThat(granted.get()).as("grants, seed %s", SEED).isPositive();
        assertThat(stale.get()).as("stale epochs tried, seed %s", SEED).isPositive();
        assertThat(restarts.get()).as("restarts, seed %s", SEED).isPositive();
    }

    private final class Caller implements Callable<Void> {

        private final GpuScripts scripts;
        private final int number;
        private final long until;
        private final RandomGenerator random;
        private int claims;

        Caller(GpuScripts scripts, int number, long until) {
            this.scripts = scripts;
            this.number = number;
            this.until = until;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + number);
        }

        @Override
        public Void call() {
            while (System.nanoTime() < until) {
                if (random.nextInt(400) == 0) {
                    var epoch = gpu.restart();
                    scripts.report(epoch, gpu.state());
                    gpu.confirm(epoch);
                    restarts.incrementAndGet();
                }
                var first = next();
                var confirmed = gpu.confirmedEpoch();
                settle(first, confirmed, scripts.claim(first));
            }
            return null;
        }

        /** Carries a granted claim out or not, gives it back, and mostly claims again in the same step. */
        private void settle(GpuScripts.Claim first, long confirmedBefore, List<String> firstReply) {
            var claim = first;
            var confirmed = confirmedBefore;
            var reply = firstReply;
            while (isGranted(claim, confirmed, reply)) {
                gpu.granted(claim, reply.subList(1, reply.size()));
                if (random.nextInt(8) == 0) {
                    report();
                }
                var carriedOut = random.nextInt(5) > 0;
                if (carriedOut) {
                    gpu.carryOut(claim);
                }
                var after = gpu.finish(claim);
                var following = next();
                confirmed = gpu.confirmedEpoch();
                if (random.nextInt(3) == 0) {
                    scripts.release(claim.epoch(), claim.invocation(), 1, carriedOut ? after : null, null);
                    return;
                }
                reply = scripts.release(claim.epoch(), claim.invocation(), 1, carriedOut ? after : null, following);
                claim = following;
            }
        }

        private void report() {
            var epoch = gpu.epoch();
            var state = gpu.state();
            // Another restart in between would give the new epoch's state the old epoch's number.
            if (epoch == gpu.epoch()) {
                scripts.report(epoch, state, Duration.ofMinutes(1).toMillis());
            }
        }

        private boolean isGranted(GpuScripts.Claim claim, long confirmed, List<String> reply) {
            if (!reply.getFirst().equals("granted")) {
                refused.incrementAndGet();
                if (reply.get(1).equals("STALE_EPOCH")) {
                    stale.incrementAndGet();
                }
                return false;
            }
            granted.incrementAndGet();
            if (claim.epoch() < confirmed) {
                throw new AssertionError(claim + " won although epoch " + confirmed + " was known before it was made");
            }
            return true;
        }

        private GpuScripts.Claim next() {
            var model = random.nextInt(SIZES.size());
            var evict = gpu.residents().stream()
                    .filter(resident -> random.nextInt(3) == 0)
                    .toList();
            var hit = random.nextInt(4) == 0;
            return new GpuScripts.Claim(
                    gpu.epoch() - (random.nextInt(10) == 0 ? 1 : 0),
                    "invocation-" + number + "-" + claims++,
                    1,
                    "m" + model + ":1",
                    hit ? 0 : SIZES.get(model),
                    "scheduler-" + (1 + number % 2),
                    THREADS,
                    hit ? List.of() : evict);
        }
    }
}
