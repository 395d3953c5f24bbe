package dev.hearth.gateway.result;

import dev.hearth.messaging.ResultCodec;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The callers that wait for outcomes on one partition of {@code hearth.results}, by invocation id; their number is
 * bounded by admission. A caller registers before its invocation is appended, so that no outcome comes too early for it.
 * Safe for any thread.
 */
public final class Waiters {

    private final int partition;
    private final ConcurrentMap<String, Waiter> byId = new ConcurrentHashMap<>();
    private final LateResults late = new LateResults();
    private volatile boolean reading;

    public Waiters(int partition) {
        this.partition = partition;
    }

    /** The partition that invocations must name for their outcomes to be seen here. */
    public int partition() {
        return partition;
    }

    /** Whether an outcome appended from now on is seen. */
    public boolean isReading() {
        return reading;
    }

    /** Says that the partition's end was found and everything behind it is read. */
    public void markReading() {
        reading = true;
    }

    /** @throws IllegalStateException if the id is waited for already */
    public Waiter register(String id) {
        var waiter = new Waiter();
        if (byId.putIfAbsent(id, waiter) != null) {
            throw new IllegalStateException("invocation " + id + " is waited for already");
        }
        return waiter;
    }

    public void forget(String id) {
        var waiter = byId.remove(id);
        if (waiter != null && !waiter.servedByWorker()) {
            late.expect(id);
        }
    }

    public int size() {
        return byId.size();
    }

    /** Takes the partition's next record; one thread, in the order of the log. */
    public void accept(ConsumerRecord<String, byte[]> record) {
        // The key is the id: records of other gateways' callers are passed over without being decoded.
        var waiter = record.key() == null ? null : byId.get(record.key());
        if (waiter != null) {
            waiter.accept(ResultCodec.read(record));
        } else if (late.expects(record.key())) {
            late.accept(ResultCodec.read(record));
        }
    }

    /** Results of workers that were read after their callers were gone. */
    public long lateResults() {
        return late.count();
    }
}
