package dev.hearth.scheduler.intake;

import java.util.Base64;
import java.util.BitSet;

/**
 * Which offsets of one partition are finished: everything below {@link #lowestUnfinished}, and above it those in a bitmap
 * of at most {@value #LIMIT} offsets. Committed as the lowest unfinished offset with the bitmap as metadata, so that a new
 * owner repeats nothing that ended.
 *
 * <p>Not thread-safe: the consumer's thread owns it.
 */
final class OffsetWindow {

    /** Offsets the bitmap spans; a partition is not read further while its window is full. */
    static final int LIMIT = 16_384;

    private final BitSet finished;
    private long lowestUnfinished;

    private OffsetWindow(long lowestUnfinished, BitSet finished) {
        this.lowestUnfinished = lowestUnfinished;
        this.finished = finished;
        slide();
    }

    /** A window that starts at an offset with nothing above it finished. */
    static OffsetWindow startingAt(long offset) {
        return new OffsetWindow(offset, new BitSet());
    }

    /** The window that an earlier owner committed; metadata that is not a bitmap counts as none. */
    static OffsetWindow restored(long committedOffset, String metadata) {
        try {
            return new OffsetWindow(
                    committedOffset, BitSet.valueOf(Base64.getDecoder().decode(metadata)));
        } catch (IllegalArgumentException e) {
            return startingAt(committedOffset);
        }
    }

    void finish(long offset) {
        var index = offset - lowestUnfinished;
        if (index >= 0) {
            finished.set(Math.toIntExact(index));
            slide();
        }
    }

    boolean isFinished(long offset) {
        var index = offset - lowestUnfinished;
        return index < 0 || (index < Integer.MAX_VALUE && finished.get((int) index));
    }

    /** Whether an offset lies beyond what the bitmap can span. */
    boolean isBeyond(long offset) {
        return offset - lowestUnfinished >= LIMIT;
    }

    long lowestUnfinished() {
        return lowestUnfinished;
    }

    /** The bitmap as commit metadata; empty when nothing above the lowest unfinished offset is finished. */
    String metadata() {
        return Base64.getEncoder().encodeToString(finished.toByteArray());
    }

    private void slide() {
        var done = finished.nextClearBit(0);
        if (done > 0) {
            lowestUnfinished += done;
            var rest = finished.get(done, Math.max(done, finished.length()));
            finished.clear();
            finished.or(rest);
        }
    }
}
