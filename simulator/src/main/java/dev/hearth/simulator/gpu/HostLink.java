package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.time.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Loads from a node's host memory over the one link that its GPUs share. A load first takes a fixed time that needs no
 * link; then its bytes move, and of k transfers under way each has a k-th of the rate.
 */
public final class HostLink implements LoadPath {

    /** What a load takes beside the move of its bytes. */
    public static final long SETUP_NANOS = 5_000_000;

    private static final double HALF_A_BYTE = 0.5;
    private static final Comparator<Transfer> ORDER =
            Comparator.comparingDouble(Transfer::endsAtBytes).thenComparingInt(Transfer::gpu);

    private final Timeline timeline;
    private final ToLongFunction<ModelId> weightBytes;
    private final double bytesPerNano;
    private final PriorityQueue<Transfer> transfers = new PriorityQueue<>(ORDER);

    /** Bytes that a transfer there from the beginning would have moved by {@link #sinceNanos}. */
    private double movedBytes;

    private long sinceNanos;
    private Timeline.@Nullable Entry nextEnd;

    /** @param endsAtBytes the {@link #movedBytes} at which it is done */
    private record Transfer(double endsAtBytes, int gpu, Runnable whenDone) {}

    public HostLink(Timeline timeline, ToLongFunction<ModelId> weightBytes, double bytesPerSecond) {
        this.timeline = timeline;
        this.weightBytes = weightBytes;
        this.bytesPerNano = bytesPerSecond / 1e9;
    }

    /** How long a load takes that has the link to itself. */
    public static long loadNanos(long bytes, double bytesPerSecond) {
        return SETUP_NANOS + (long) Math.ceil(bytes / (bytesPerSecond / 1e9));
    }

    @Override
    public void load(ModelId model, int gpu, Runnable whenDone) {
        timeline.at(
                timeline.nowNanos() + SETUP_NANOS,
                Timeline.Rank.DEVICE,
                gpu,
                () -> begin(weightBytes.applyAsLong(model), gpu, whenDone));
    }

    private void begin(long bytes, int gpu, Runnable whenDone) {
        catchUp();
        transfers.add(new Transfer(movedBytes + bytes, gpu, whenDone));
        expectNextEnd();
    }

    private void end() {
        catchUp();
        List<Transfer> done = new ArrayList<>();
        // The first is done, whatever rounding to nanoseconds says.
        movedBytes = Math.max(movedBytes, transfers.element().endsAtBytes());
        while (!transfers.isEmpty() && transfers.element().endsAtBytes() <= movedBytes + HALF_A_BYTE) {
            done.add(transfers.remove());
        }
        expectNextEnd();
        done.forEach(transfer -> transfer.whenDone().run());
    }

    private void catchUp() {
        long nowNanos = timeline.nowNanos();
        if (!transfers.isEmpty()) {
            movedBytes += (nowNanos - sinceNanos) * bytesPerNano / transfers.size();
        }
        sinceNanos = nowNanos;
    }

    private void expectNextEnd() {
        Optional.ofNullable(nextEnd).ifPresent(Timeline.Entry::cancel);
        nextEnd = null;
        if (!transfers.isEmpty()) {
            Transfer next = transfers.element();
            double nanos = (next.endsAtBytes() - movedBytes) * transfers.size() / bytesPerNano;
            nextEnd = timeline.at(
                    sinceNanos + Math.max(0, (long) Math.ceil(nanos)), Timeline.Rank.DEVICE, next.gpu(), this::end);
        }
    }
}
