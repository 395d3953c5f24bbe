package dev.hearth.worker.task.ocr;

import java.awt.geom.Area;
import java.awt.geom.PathIterator;

/** How well two shapes agree. */
final class Overlap {

    private Overlap() {}

    /** Intersection over union. */
    static double of(Area one, Area other) {
        var both = new Area(one);
        both.intersect(other);
        var either = new Area(one);
        either.add(other);
        return area(both) / area(either);
    }

    /** The shoelace formula over an area of one piece. */
    private static double area(Area area) {
        double sum = 0;
        var point = new double[6];
        double firstX = 0;
        double firstY = 0;
        double x = 0;
        double y = 0;
        for (var path = area.getPathIterator(null); !path.isDone(); path.next()) {
            int type = path.currentSegment(point);
            double toX = type == PathIterator.SEG_CLOSE ? firstX : point[0];
            double toY = type == PathIterator.SEG_CLOSE ? firstY : point[1];
            if (type == PathIterator.SEG_MOVETO) {
                firstX = toX;
                firstY = toY;
            } else {
                sum += x * toY - y * toX;
            }
            x = toX;
            y = toY;
        }
        return Math.abs(sum) / 2;
    }
}
