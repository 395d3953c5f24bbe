package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import java.io.IOException;
import java.time.Duration;

/** Waits until a function answers that was deployed: a gateway may hear of it a little later. */
final class FirstAnswer {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 250;

    private FirstAnswer() {}

    /** A call and the check of its answer. */
    interface Attempt {

        void call() throws IOException, InterruptedException;
    }

    /** @throws CommandFailedException if it does not answer for a minute */
    static void await(String function, Attempt attempt) throws InterruptedException {
        var deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                attempt.call();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailedException(
                            "the function " + function + " does not answer: " + e.getMessage(), e);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
