package dev.hearth.scheduling.queue;

import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How often each waiting invocation has been overtaken, without a counter at each.
 *
 * <p>Whoever overtakes one overtakes all before it. Among those that have stood in line since they arrived the count
 * thus never rises towards the end, and one's count is the number of later arrivals among the overtakers. Under a limit
 * no more overtakers than that are kept: those before the first in line count for nobody. Those that came back have not
 * seen them all and are counted one by one, which is at most {@code limit} steps for each of them.
 */
final class Overtaking {

    private final NavigableMap<Long, Integer> overtakers = new TreeMap<>();
    private final NavigableMap<Long, Integer> returned = new TreeMap<>();
    private final NavigableMap<Integer, NavigableSet<Long>> returnedByCount = new TreeMap<>();

    /** Notes one that came back, and how often it had been overtaken when it left. */
    void returned(long arrival, int count) {
        returned.put(arrival, count);
        returnedByCount.computeIfAbsent(count, _ -> new TreeSet<>()).add(arrival);
    }

    /** Forgets one that leaves and returns its count. */
    int left(long arrival) {
        Integer count = returned.remove(arrival);
        if (count == null) {
            return standing(arrival);
        }
        returnedByCount.computeIfPresent(count, (_, arrivals) -> {
            arrivals.remove(arrival);
            return arrivals.isEmpty() ? null : arrivals;
        });
        return count;
    }

    /**
     * Counts one for all that stand before {@code overtaker}.
     *
     * @param firstStanding the first in line of those that have stood there since they arrived
     */
    void overtakes(long overtaker, long firstStanding) {
        if (!returned.isEmpty()) {
            // A copy, for all of them move.
            for (long arrival : returned.headMap(overtaker).keySet().toArray(Long[]::new)) {
                returned(arrival, left(arrival) + 1);
            }
        }
        overtakers.headMap(firstStanding, true).clear();
        if (overtaker > firstStanding) {
            overtakers.merge(overtaker, 1, Integer::sum);
        }
    }

    /** Of one that has stood in line since it arrived. */
    int standing(long arrival) {
        int count = 0;
        if (!overtakers.isEmpty() && overtakers.lastKey() > arrival) {
            for (int times : overtakers.tailMap(arrival, false).values()) {
                count += times;
            }
        }
        return count;
    }

    /** The first of those that came back and have been overtaken at least so often. */
    OptionalLong firstReturned(int least) {
        if (returnedByCount.isEmpty()) {
            return OptionalLong.empty();
        }
        return returnedByCount.tailMap(least).values().stream()
                .mapToLong(NavigableSet::first)
                .min();
    }
}
