package dev.hearth.scheduler.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The offset windows of the partitions this scheduler owns, and their commits. The consumer's thread owns it. */
final class OffsetCommits {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommits.class);

    private final Duration interval;
    private final Map<TopicPartition, OffsetWindow> windows = new HashMap<>();
    private final Map<TopicPartition, Long> endsAtAssignment = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private long nextCommitNanos = System.nanoTime();

    OffsetCommits(Duration interval) {
        this.interval = interval;
    }

    /** Takes up what an earlier owner committed for partitions just assigned. */
    void restore(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var stored = consumer.committed(Set.copyOf(partitions));
        for (var partition : partitions) {
            var offset = stored.get(partition);
            windows.put(
                    partition,
                    offset == null
                            ? OffsetWindow.startingAt(consumer.position(partition))
                            : OffsetWindow.restored(offset.offset(), offset.metadata()));
        }
        endsAtAssignment.putAll(consumer.endOffsets(partitions));
    }

    /** Whether the record lay in the log before this scheduler came: an earlier owner may have dispatched it. */
    boolean wasReadBefore(TopicPartition partition, long offset) {
        return offset < endsAtAssignment.getOrDefault(partition, 0L);
    }

    boolean isFinished(TopicPartition partition, long offset) {
        var window = windows.get(partition);
        return window != null && window.isFinished(offset);
    }

    boolean isBeyondWindow(TopicPartition partition, long offset) {
        var window = windows.get(partition);
        return window != null && window.isBeyond(offset);
    }

    void finish(TopicPartition partition, long offset) {
        var window = windows.get(partition);
        if (window != null) {
            window.finish(offset);
        }
    }

    void forget(Collection<TopicPartition> partitions) {
        windows.keySet().removeAll(partitions);
        endsAtAssignment.keySet().removeAll(partitions);
        committed.keySet().removeAll(partitions);
    }

    /** Commits what changed, without waiting, once an interval. */
    void commitIfDue(Consumer<?, ?> consumer) {
        var now = System.nanoTime();
        if (now - nextCommitNanos < 0) {
            return;
        }
        nextCommitNanos = now + interval.toNanos();
        var changed = changed();
        if (!changed.isEmpty()) {
            consumer.commitAsync(changed, (offsets, failure) -> {
                if (failure == null) {
                    committed.putAll(offsets);
                } else {
                    log.warn("offsets not committed, tried again with the next: {}", failure.toString());
                }
            });
        }
    }

    /** Commits what changed and waits for it; a failure is logged, since the next owner then only repeats more. */
    void commitNow(Consumer<?, ?> consumer) {
        var changed = changed();
        if (changed.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(changed, Duration.ofSeconds(2));
            committed.putAll(changed);
        } catch (RuntimeException e) {
            log.warn("offsets not committed on leaving, the next owner looks outcomes up: {}", e.toString());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> changed() {
        var changed = new HashMap<TopicPartition, OffsetAndMetadata>();
        windows.forEach((partition, window) -> {
            var present = new OffsetAndMetadata(window.lowestUnfinished(), window.metadata());
            if (!present.equals(committed.get(partition))) {
                changed.put(partition, present);
            }
        });
        return changed;
    }
}
