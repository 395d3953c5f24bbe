package dev.hearth.cli.endtoend;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few callers that each invoke one function after another, at random by a seed. How their calls interleave is the
 * machine's.
 */
final class RandomLoad implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Caller caller;
    private final AtomicInteger answered = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<List<Answer>>> callers = new ArrayList<>();

    RandomLoad(Caller caller) {
        this.caller = caller;
    }

    /** Begins; each caller makes {@code calls} calls. */
    void start(long seed, int callers, int calls, List<String> functions) {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < callers; i++) {
            var own = random.split();
            this.callers.add(threads.submit(() -> {
                var answers = new ArrayList<Answer>();
                for (var call = 0; call < calls; call++) {
                    var function = functions.get(own.nextInt(functions.size()));
                    answers.add(caller.invoke(function, "sentence number " + own.nextInt()));
                    answered.incrementAndGet();
                }
                return answers;
            }));
        }
    }

    void awaitAnswers(int count) {
        await("answer number " + count).atMost(LONGEST).until(() -> answered.get() >= count);
    }

    /** All answers, once there are all. */
    List<Answer> finish() throws InterruptedException, ExecutionException {
        var answers = new ArrayList<Answer>();
        for (var one : callers) {
            answers.addAll(one.get());
        }
        return answers;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
