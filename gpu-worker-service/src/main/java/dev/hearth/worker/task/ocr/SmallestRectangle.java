package dev.hearth.worker.task.ocr;

import java.util.List;

/**
 * The rectangle of least area around a convex polygon, which has a side along one of its edges.
 *
 * <p>Source: Freeman, Shapira, "Determining the minimum-area encasing rectangle for an arbitrary closed curve" (1975). Each
 * edge is tried against each corner: hulls here have some tens, so rotating calipers would save nothing.
 */
final class SmallestRectangle {

    private SmallestRectangle() {}

    /**
     * @param hull at least three corners, not on a line
     * @return at an angle within -45 and 45 degrees
     */
    static TextBox around(List<Point> hull) {
        TextBox best = null;
        for (int i = 0; i < hull.size(); i++) {
            var from = hull.get(i);
            var to = hull.get((i + 1) % hull.size());
            var box = along(Math.atan2(to.y() - from.y(), to.x() - from.x()), hull);
            if (best == null || box.area() < best.area()) {
                best = box;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no rectangle is around no points");
        }
        return best;
    }

    private static TextBox along(double edge, List<Point> hull) {
        // Of a rectangle's four directions the one nearest to level.
        double angle = edge - Math.PI / 2 * Math.round(edge / (Math.PI / 2));
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (var point : hull) {
            double across = point.x() * cos + point.y() * sin;
            double down = point.y() * cos - point.x() * sin;
            left = Math.min(left, across);
            right = Math.max(right, across);
            top = Math.min(top, down);
            bottom = Math.max(bottom, down);
        }
        double middle = (left + right) / 2;
        double centre = (top + bottom) / 2;
        return new TextBox(middle * cos - centre * sin, middle * sin + centre * cos, angle, right - left, bottom - top);
    }
}
