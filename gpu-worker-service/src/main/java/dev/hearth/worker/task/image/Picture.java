package dev.hearth.worker.task.image;

/**
 * A picture in memory, opaque and upright.
 *
 * <p>Its pixels are not copied: whoever hands them over leaves them alone.
 */
public final class Picture {

    private final int width;
    private final int height;
    private final int[] pixels;
    private final int reduction;

    /**
     * @param pixels {@code 0xRRGGBB}, row by row
     * @param reduction pixels of the original, either way, that each of these stands for
     */
    public Picture(int width, int height, int[] pixels, int reduction) {
        if (width < 1 || height < 1 || pixels.length != width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels are no picture of " + width + " x " + height);
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
        this.reduction = reduction;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** How many pixels of the original, either way, one of this picture's stands for. */
    public int reduction() {
        return reduction;
    }

    /** {@code 0xRRGGBB}. */
    public int pixel(int x, int y) {
        return pixels[y * width + x];
    }

    static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }

    /** 0 (black) to 255, weighted as ITU-R BT.601 does. */
    static int brightness(int pixel) {
        return (299 * (pixel >> 16 & 0xFF) + 587 * (pixel >> 8 & 0xFF) + 114 * (pixel & 0xFF) + 500) / 1000;
    }

    /** Draws what a frame shows onto a new picture; see {@link Resampling}. */
    public Picture sample(Frame frame, int targetWidth, int targetHeight) {
        return new Resampling(this, frame, targetWidth, targetHeight).picture();
    }

    int[] pixels() {
        return pixels;
    }
}
