package dev.hearth.cli.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Callers that go on calling functions that add 1, until they are told to end or their gateway breaks a connection; those
 * that know several gateways go on at the next. At random by a seed; how their calls interleave is the machine's.
 */
final class SteadyLoad implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of one call, before its caller gives up: by then a gateway of two has long been started again. */
    private static final int MOST_TRIES = 600;

    private final List<String> functions;
    private final long longestPause;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean over;

    /** @param longestPause between two calls of a caller: leaves some of a small machine to what happens under the load */
    SteadyLoad(List<String> functions, Duration longestPause) {
        this.functions = functions;
        this.longestPause = longestPause.toNanos();
    }

    /**
     * One that ended.
     *
     * @param x what 1 is to be added to; no other call of this load has the same
     * @param answer absent if the connection broke
     */
    record Call(
            String gateway,
            String function,
            int x,
            @Nullable Answer answer) {

        boolean broke() {
            return answer == null;
        }

        /** Its answer, which there is. */
        Answer answered() {
            if (answer == null) {
                throw new AssertionError(this + " was not answered");
            }
            return answer;
        }

        /** Whether the answer is that of this very call. */
        boolean right() {
            return answered().status() == 200
                    && answered()
                                    .json()
                                    .path("outputs")
                                    .path(0)
                                    .path("data")
                                    .path(0)
                                    .asInt()
                            == x + 1;
        }
    }

    /** Begins with so many callers more, at one gateway. */
    void add(int callers, String gateway, Caller caller, long seed) {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < callers; i++) {
            var own = random.split();
            threads.execute(() -> callOnAndOn(gateway, caller, own));
        }
    }

    /** Begins with so many callers more, each of which makes a call again at the next gateway where the connection broke. */
    void addMoving(int callers, SequencedMap<String, Caller> gateways, long seed) {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < callers; i++) {
            var own = random.split();
            var first = i;
            threads.execute(() -> callSomewhere(List.copyOf(gateways.keySet()), gateways, first, own));
        }
    }

    private void callSomewhere(
            List<String> names, SequencedMap<String, Caller> gateways, int first, SplittableRandom random) {
        var at = first;
        while (!over) {
            var function = functions.get(random.nextInt(functions.size()));
            var tries = 0;
            Call call;
            do {
                var gateway = names.get(at % names.size());
                call = call(gateway, Objects.requireNonNull(gateways.get(gateway)), function);
                calls.add(call);
                if (call.broke()) {
                    at++;
                    tries++;
                    LockSupport.parkNanos(RETRY_NANOS);
                }
            } while (call.broke() && tries < MOST_TRIES);
            if (call.broke()) {
                unanswered.incrementAndGet();
                return;
            }
            LockSupport.parkNanos(random.nextLong(longestPause));
        }
    }

    /** Calls that no gateway answered. */
    int unanswered() {
        return unanswered.get();
    }

    private void callOnAndOn(String gateway, Caller caller, SplittableRandom random) {
        while (!over) {
            var call = call(gateway, caller, functions.get(random.nextInt(functions.size())));
            calls.add(call);
            if (call.broke()) {
                return;
            }
            LockSupport.parkNanos(random.nextLong(longestPause));
        }
    }

    private Call call(String gateway, Caller caller, String function) {
        var x = number.incrementAndGet();
        try {
            return new Call(gateway, function, x, caller.invokeWithJson(function, AddingModel.request(x)));
        } catch (AssertionError e) {
            if (e.getCause() instanceof IOException) {
                return new Call(gateway, function, x, null);
            }
            throw e;
        }
    }

    /** Those at one gateway that ended until now. */
    List<Call> calls(String gateway) {
        return calls.stream().filter(call -> call.gateway().equals(gateway)).toList();
    }

    /** Waits for that many answers more, wherever from. */
    void awaitAnswers(int more) {
        var enough = answers() + more;
        await(more + " more answers").atMost(LONGEST).until(() -> answers() >= enough);
    }

    private long answers() {
        return calls.stream().filter(call -> !call.broke()).count();
    }

    /** Waits for that many more. */
    void awaitCalls(String gateway, int more) {
        var enough = calls(gateway).size() + more;
        await(more + " more calls at " + gateway)
                .atMost(LONGEST)
                .until(() -> calls(gateway).size() >= enough);
    }

    /** Lets every caller finish its last call; all that there were. */
    List<Call> finish() {
        over = true;
        threads.close();
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }
}
