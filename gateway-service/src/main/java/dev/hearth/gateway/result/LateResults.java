package dev.hearth.gateway.result;

import dev.hearth.contracts.invocation.ResultRecord;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts results of workers that come after their callers left or were told something else. Other gateways' callers share
 * the partition, so only what comes for ids given up here is counted: the last {@value #LIMIT} of them. Thread-safe.
 */
final class LateResults {

    static final int LIMIT = 4_096;

    private final SequencedSet<String> givenUp = new LinkedHashSet<>();
    private final AtomicLong count = new AtomicLong();

    /** A result of this id would be late. */
    synchronized void expect(String id) {
        givenUp.addLast(id);
        if (givenUp.size() > LIMIT) {
            givenUp.removeFirst();
        }
    }

    synchronized boolean expects(@Nullable String id) {
        return id != null && givenUp.contains(id);
    }

    void accept(ResultRecord record) {
        if (record instanceof ResultRecord.Ended ended
                && ended.attempt() != ResultRecord.ANY_ATTEMPT
                && met(ended.id())) {
            count.incrementAndGet();
        }
    }

    long count() {
        return count.get();
    }

    private synchronized boolean met(String id) {
        return givenUp.remove(id);
    }
}
