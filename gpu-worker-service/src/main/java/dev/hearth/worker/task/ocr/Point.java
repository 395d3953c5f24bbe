package dev.hearth.worker.task.ocr;

/** A place in a picture, in pixels from its top left corner. */
record Point(double x, double y) {

    /** Twice the area of the triangle from here; positive if the second lies clockwise of the first, as seen in a picture. */
    double cross(Point first, Point second) {
        return (first.x - x) * (second.y - y) - (first.y - y) * (second.x - x);
    }
}
