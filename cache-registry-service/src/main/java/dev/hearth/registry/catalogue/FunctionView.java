package dev.hearth.registry.catalogue;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** All functions, as the compacted log has them so far; by {@code name.namespace}. Thread-safe. */
final class FunctionView {

    private final Map<String, FunctionRecord> functions = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long lastOffset = -1;

    /** Takes the next record of the log; a null value deletes the function of that key. */
    void apply(ConsumerRecord<String, byte[]> record) {
        try {
            if (record.value() == null) {
                functions.remove(record.key());
            } else {
                functions.put(record.key(), WireJson.mapper().readValue(record.value(), FunctionRecord.class));
            }
        } finally {
            lock.lock();
            try {
                lastOffset = record.offset();
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    Optional<FunctionRecord> find(String key) {
        return Optional.ofNullable(functions.get(key));
    }

    /** By key. */
    List<FunctionRecord> in(String namespace) {
        return functions.values().stream()
                .filter(function -> function.namespace().equals(namespace))
                .toList();
    }

    /** Keys of the functions that use the model, in order. */
    List<String> using(ModelReference model) {
        return functions.values().stream()
                .filter(function -> function.model().equals(model))
                .map(FunctionRecord::key)
                .toList();
    }

    SortedSet<String> namespaces() {
        return functions.values().stream()
                .map(FunctionRecord::namespace)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    int size() {
        return functions.size();
    }

    /** Whether the record at this offset was read within the time. */
    boolean awaitRead(long offset, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            var left = longest.toNanos();
            while (lastOffset < offset) {
                if (left <= 0) {
                    return false;
                }
                left = moved.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
