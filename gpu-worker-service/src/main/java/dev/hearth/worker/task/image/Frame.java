package dev.hearth.worker.task.image;

/**
 * A parallelogram in a picture, from which another picture is sampled.
 *
 * <p>Coordinates are of the plane in which pixel (0, 0) covers 0 to 1 both ways; a frame may reach beyond the picture.
 *
 * @param x of its first corner, which becomes top left
 * @param y of that corner
 * @param acrossX from the first corner to top right
 * @param acrossY from the first corner to top right
 * @param downX from the first corner to bottom left
 * @param downY from the first corner to bottom left
 */
public record Frame(double x, double y, double acrossX, double acrossY, double downX, double downY) {

    /** One whose sides are level. */
    public static Frame level(double x, double y, double width, double height) {
        return new Frame(x, y, width, 0, 0, height);
    }

    double width() {
        return Math.hypot(acrossX, acrossY);
    }

    double height() {
        return Math.hypot(downX, downY);
    }
}
