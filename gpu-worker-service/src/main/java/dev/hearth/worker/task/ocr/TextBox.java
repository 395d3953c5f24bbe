package dev.hearth.worker.task.ocr;

import dev.hearth.worker.task.image.Frame;
import java.util.List;

/**
 * A rectangle around text, at any angle.
 *
 * @param x of its centre
 * @param y of its centre
 * @param angle of the direction in which its text runs, in radians; clockwise, as a picture's y grows downwards
 * @param width along that direction
 * @param height across
 */
record TextBox(double x, double y, double angle, double width, double height) {

    /** Larger by a distance on each of its sides. */
    TextBox grown(double distance) {
        return new TextBox(x, y, angle, width + 2 * distance, height + 2 * distance);
    }

    /** Its middle, no wider than a limit. */
    TextBox narrowed(double limit) {
        return new TextBox(x, y, angle, Math.min(width, limit), height);
    }

    /** The same rectangle, of which the first quarter turn clockwise is the direction of text. */
    TextBox turned() {
        double along = height;
        double across = width;
        return new TextBox(x, y, angle + Math.PI / 2, along, across);
    }

    /** In another picture, of which {@code scale} pixels are one of this. */
    TextBox scaled(double scale) {
        return new TextBox(x * scale, y * scale, angle, width * scale, height * scale);
    }

    double area() {
        return width * height;
    }

    /** From its own top left corner: where its text starts. */
    Frame frame() {
        var start = corner(-0.5, -0.5);
        return new Frame(
                start.x(),
                start.y(),
                width * Math.cos(angle),
                width * Math.sin(angle),
                -height * Math.sin(angle),
                height * Math.cos(angle));
    }

    /** Clockwise from the one nearest to the picture's top left. */
    List<Point> corners() {
        var corners = List.of(corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5));
        int first = 0;
        for (int i = 1; i < corners.size(); i++) {
            if (corners.get(i).x() + corners.get(i).y()
                    < corners.get(first).x() + corners.get(first).y()) {
                first = i;
            }
        }
        return List.of(
                corners.get(first),
                corners.get((first + 1) % 4),
                corners.get((first + 2) % 4),
                corners.get((first + 3) % 4));
    }

    private Point corner(double across, double down) {
        return new Point(
                x + across * width * Math.cos(angle) - down * height * Math.sin(angle),
                y + across * width * Math.sin(angle) + down * height * Math.cos(angle));
    }
}
