package dev.hearth.scheduler.intake;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The invocations this scheduler is answerable for, and those it has finished since their offsets were last looked at.
 * Thread-safe: the consumer's thread fills it, the dispatch side reads and finishes.
 */
public final class Intake {

    private final Map<InvocationId, Accepted> accepted = new ConcurrentHashMap<>();
    private final Queue<Accepted> finished = new ConcurrentLinkedQueue<>();
    private final AtomicLong inlineBytes = new AtomicLong();
    private final SeenModels models = new SeenModels();
    private final IntakeProperties properties;
    private final Clock clock;

    Intake(IntakeProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** Takes an invocation in; null if its id is known already, at another offset. */
    @Nullable
    Accepted accept(InvocationRecord invocation, TopicPartition partition, long offset, long nowNanos) {
        models.see(invocation);
        var remainingMillis = invocation.deadlineEpochMillis() - clock.millis();
        var deadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(remainingMillis);
        var taken = new Accepted(bounded(invocation, partition, offset), partition, offset, nowNanos, deadlineNanos);
        if (accepted.putIfAbsent(new InvocationId(invocation.id()), taken) != null) {
            return null;
        }
        inlineBytes.addAndGet(taken.inlineBytes());
        return taken;
    }

    /** The invocation, unless it is finished or its partition went to another scheduler. */
    public @Nullable Accepted find(InvocationId id) {
        return accepted.get(id);
    }

    /** How invocations name the model; empty if none has, or not for long. */
    public Optional<SeenModels.Source> source(ModelId model) {
        return models.find(model);
    }

    /** The invocation has an outcome in the log: its offset is done. */
    public void finish(InvocationId id) {
        var done = forget(id);
        if (done != null) {
            finished.add(done);
        }
    }

    /** Forgets what came from partitions that went to another scheduler; their ids. */
    List<InvocationId> revoke(Set<TopicPartition> partitions) {
        var revoked = new ArrayList<InvocationId>();
        accepted.forEach((id, taken) -> {
            if (partitions.contains(taken.partition())) {
                revoked.add(id);
            }
        });
        revoked.forEach(this::forget);
        return revoked;
    }

    /** The next finished one whose offset has not been looked at. */
    @Nullable
    Accepted pollFinished() {
        return finished.poll();
    }

    public int size() {
        return accepted.size();
    }

    /** All of them, in no order, while others come and go. */
    public Collection<Accepted> all() {
        return Collections.unmodifiableCollection(accepted.values());
    }

    boolean full() {
        return accepted.size() >= properties.limit();
    }

    boolean hasRoomAgain() {
        return accepted.size() < properties.limit() * 4 / 5;
    }

    private @Nullable Accepted forget(InvocationId id) {
        var done = accepted.remove(id);
        if (done != null) {
            inlineBytes.addAndGet(-done.inlineBytes());
        }
        return done;
    }

    /** The record's own value is the body, so a body that no longer fits in memory is a reference to the record. */
    private InvocationRecord bounded(InvocationRecord invocation, TopicPartition partition, long offset) {
        if (invocation.body() instanceof Payload.Inline inline
                && inlineBytes.get() + inline.length()
                        > properties.inlineBytes().toBytes()) {
            return invocation.withBody(
                    new Payload.Reference(partition.topic(), partition.partition(), offset, inline.length()));
        }
        return invocation;
    }
}
