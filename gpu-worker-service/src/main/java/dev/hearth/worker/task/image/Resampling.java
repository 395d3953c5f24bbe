package dev.hearth.worker.task.image;

/**
 * Bilinear resampling that averages where it shrinks: each target pixel takes as many evenly spread samples as it covers
 * source pixels. Beyond the picture's edge its outermost pixels go on.
 */
final class Resampling {

    private final Picture source;
    private final Frame frame;
    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private double red;
    private double green;
    private double blue;

    Resampling(Picture source, Frame frame, int width, int height) {
        this.source = source;
        this.frame = frame;
        this.width = width;
        this.height = height;
        this.columns = Math.max(1, (int) Math.ceil(frame.width() / width - 0.01));
        this.rows = Math.max(1, (int) Math.ceil(frame.height() / height - 0.01));
    }

    Picture picture() {
        var pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = pixel(x, y);
            }
        }
        return new Picture(width, height, pixels, 1);
    }

    private int pixel(int x, int y) {
        red = 0;
        green = 0;
        blue = 0;
        for (int row = 0; row < rows; row++) {
            double down = (y + (row + 0.5) / rows) / height;
            for (int column = 0; column < columns; column++) {
                double across = (x + (column + 0.5) / columns) / width;
                add(
                        frame.x() + across * frame.acrossX() + down * frame.downX() - 0.5,
                        frame.y() + across * frame.acrossY() + down * frame.downY() - 0.5);
            }
        }
        int samples = rows * columns;
        return Picture.rgb(round(red / samples), round(green / samples), round(blue / samples));
    }

    private void add(double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        if (rows * columns == 1) {
            for (int j = -1; j <= 2; j++) {
                double wy = catmullRom(y - top - j);
                int row = clamp(top + j, source.height()) * source.width();
                for (int i = -1; i <= 2; i++) {
                    add(source.pixels()[row + clamp(left + i, source.width())], wy * catmullRom(x - left - i));
                }
            }
            return;
        }
        double right = x - left;
        double below = y - top;
        int x0 = clamp(left, source.width());
        int x1 = clamp(left + 1, source.width());
        int row0 = clamp(top, source.height()) * source.width();
        int row1 = clamp(top + 1, source.height()) * source.width();
        var pixels = source.pixels();
        add(pixels[row0 + x0], (1 - right) * (1 - below));
        add(pixels[row0 + x1], right * (1 - below));
        add(pixels[row1 + x0], (1 - right) * below);
        add(pixels[row1 + x1], right * below);
    }

    /** The cubic through its samples; its edges stay sharper than straight lines between them. */
    private static double catmullRom(double distance) {
        double d = Math.abs(distance);
        if (d < 1) {
            return (1.5 * d - 2.5) * d * d + 1;
        }
        return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }

    private void add(int pixel, double weight) {
        red += weight * (pixel >> 16 & 0xFF);
        green += weight * (pixel >> 8 & 0xFF);
        blue += weight * (pixel & 0xFF);
    }

    private static int clamp(int at, int length) {
        return Math.clamp(at, 0, length - 1);
    }

    private static int round(double value) {
        return (int) Math.clamp(value + 0.5, 0, 255);
    }
}
