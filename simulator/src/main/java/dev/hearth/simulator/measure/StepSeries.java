package dev.hearth.simulator.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A count that changes now and then, from 0 at time zero. */
public final class StepSeries {

    /** The count from this time on. */
    public record Step(long nanos, int count) {}

    private final List<Step> steps = new ArrayList<>(List.of(new Step(0, 0)));

    public void add(long nanos, int change) {
        steps.add(new Step(nanos, steps.getLast().count() + change));
    }

    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** The mean count over a time, weighted by how long each stood. */
    public double mean(long fromNanos, long toNanos) {
        double sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            long begin = Math.max(fromNanos, steps.get(i).nanos());
            long end = i + 1 < steps.size() ? Math.min(toNanos, steps.get(i + 1).nanos()) : toNanos;
            sum += (double) Math.max(0, end - begin) * steps.get(i).count();
        }
        return sum / (toNanos - fromNanos);
    }
}
