package dev.hearth.cli.model;

import static dev.hearth.cli.gateway.Sizes.mebibytes;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** Says of a large upload after each tenth of it how far it is; of a small one nothing. */
final class UploadProgress implements LongConsumer {

    private static final long LARGE_BYTES = 32L << 20;
    private static final int STEPS = 10;

    private final long totalBytes;
    private final PrintWriter out;
    private long told;

    UploadProgress(long totalBytes, PrintWriter out) {
        this.totalBytes = totalBytes;
        this.out = out;
    }

    @Override
    public void accept(long sentBytes) {
        if (totalBytes < LARGE_BYTES) {
            return;
        }
        var step = sentBytes * STEPS / totalBytes;
        if (step > told) {
            told = step;
            out.println("Sent " + step * 100 / STEPS + " % of " + mebibytes(totalBytes));
            out.flush();
        }
    }
}
