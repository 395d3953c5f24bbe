package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The batches in which a worker is expected to run what was sent to one of its GPUs: the first with all of its model that
 * had come when it began, then those that wait by their models, as many together as the smallest limit among them says.
 *
 * <p>What came at the same moment is taken to begin together. Really the first begins alone and the others run after it;
 * the next end puts that right.
 */
final class Batches {

    private final Map<ModelId, Batch> open = new HashMap<>();
    private int count;

    private Batches() {}

    /**
     * @param flights in the order they were sent
     * @param lastEndNanos when one last ended there
     */
    static Batches of(Collection<Flight> flights, long lastEndNanos) {
        Batches batches = new Batches();
        Flight first = firstToRun(flights);
        if (first != null) {
            batches.arrange(flights, first, Math.max(lastEndNanos, first.readyNanos()));
        }
        return batches;
    }

    private static @Nullable Flight firstToRun(Collection<Flight> flights) {
        Flight first = null;
        for (Flight flight : flights) {
            if (!flight.loading()) {
                return flight;
            }
            first = first == null ? flight : first;
        }
        return first;
    }

    private void arrange(Collection<Flight> flights, Flight first, long beganNanos) {
        Batch running = new Batch(first.admitted());
        count = 1;
        for (Flight flight : flights) {
            if (flight.id().equals(first.id())) {
                continue;
            }
            boolean came = flight.model().equals(first.model()) && flight.readyNanos() <= beganNanos;
            if (came && running.admits(flight.admitted())) {
                running.add(flight.admitted());
            } else {
                await(flight.admitted());
            }
        }
    }

    private void await(Admitted next) {
        Batch batch = open.get(next.model());
        if (batch != null && batch.admits(next)) {
            batch.add(next);
        } else {
            open.put(next.model(), new Batch(next));
            count++;
        }
    }

    /** The running one included. */
    int count() {
        return count;
    }

    /** Whether a batch waits that this one may run with. */
    boolean admits(Admitted next) {
        Batch batch = open.get(next.model());
        return batch != null && batch.admits(next);
    }

    private static final class Batch {

        private int size = 1;
        private int most;

        Batch(Admitted first) {
            most = first.maxBatch();
        }

        boolean admits(Admitted next) {
            return size < Math.min(most, next.maxBatch());
        }

        void add(Admitted next) {
            size++;
            most = Math.min(most, next.maxBatch());
        }
    }
}
