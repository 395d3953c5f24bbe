package dev.hearth.worker.task.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Andrew's monotone chain (1979). */
final class ConvexHull {

    private ConvexHull() {}

    /**
     * The corners of the smallest convex polygon around some points, clockwise as seen in a picture, without those on an
     * edge.
     */
    static List<Point> of(List<Point> points) {
        var sorted = points.stream()
                .distinct()
                .sorted(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y))
                .toList();
        if (sorted.size() < 3) {
            return sorted;
        }
        var hull = chain(sorted);
        hull.addAll(chain(sorted.reversed()));
        return hull;
    }

    /** One side of the hull without its last point, with which the other begins. */
    private static List<Point> chain(List<Point> sorted) {
        var chain = new ArrayList<Point>();
        for (var point : sorted) {
            while (chain.size() >= 2 && chain.get(chain.size() - 2).cross(chain.getLast(), point) <= 0) {
                chain.removeLast();
            }
            chain.add(point);
        }
        chain.removeLast();
        return chain;
    }
}
