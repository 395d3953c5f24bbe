package dev.hearth.cli.replay;

import java.io.PrintWriter;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells how far a replay is: by a bar on a terminal, else by a line each tenth. */
final class ReplayProgress {

    private static final int STEPS = 10;
    private static final int UPDATE_MILLIS = 200;

    private final PrintWriter out;
    private final boolean bars;

    /** @param bars whether a terminal shows them */
    ReplayProgress(PrintWriter out, boolean bars) {
        this.out = out;
        this.bars = bars;
    }

    /** Work that says how much of it is done. */
    @FunctionalInterface
    interface Work<T> {
        T run(IntConsumer done) throws InterruptedException;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /**
     * Plays calls and tells how many are answered.
     *
     * @param name of what is played
     */
    <T> T during(String name, int calls, Work<T> work) throws InterruptedException {
        say("Playing " + name + ", " + calls + " calls");
        if (!bars) {
            return work.run(answered -> tell(answered, calls));
        }
        try (var bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(calls)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()) {
            return work.run(bar::stepTo);
        }
    }

    private void tell(int answered, int calls) {
        int step = Math.max(1, calls / STEPS);
        if (answered % step == 0 && answered < calls) {
            say("  " + answered + " of " + calls + " answered");
        }
    }
}
