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
    private final boolean terminal;

    ReplayProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
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

    /** @param total what the work counts up to */
    <T> T during(String task, int total, Work<T> work) throws InterruptedException {
        if (!terminal) {
            say(task + ", " + total + " calls");
            return work.run(done -> tell(done, total));
        }
        try (var bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()) {
            return work.run(bar::stepTo);
        }
    }

    private void tell(int done, int total) {
        int step = Math.max(1, total / STEPS);
        if (done % step == 0 && done < total) {
            say("  " + done + " of " + total + " answered");
        }
    }
}
