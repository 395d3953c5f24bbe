package dev.hearth.worker.task.image;

/**
 * A picture's pixels as a network's planes: {@code (x / 255 - mean) / std} a channel.
 *
 * @param mean one a channel: a single one means brightness, three mean colour
 * @param std as many
 * @param blueFirst blue, green, red instead of red, green, blue
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Normalization(float[] mean, float[] std, boolean blueFirst) {

    public Normalization {
        if (mean.length != std.length || (mean.length != 1 && mean.length != 3)) {
            throw new IllegalArgumentException(
                    mean.length + " means and " + std.length + " deviations, expected 1 or 3");
        }
    }

    public int channels() {
        return mean.length;
    }

    /**
     * Writes the planes one after another.
     *
     * @param at index of the first plane's first value
     * @param planeWidth of the target's rows, at least the picture's width; what is right of the picture is left as it is
     */
    public void write(Picture picture, float[] target, int at, int planeWidth) {
        int planeSize = planeWidth * picture.height();
        for (int channel = 0; channel < mean.length; channel++) {
            for (int y = 0; y < picture.height(); y++) {
                int row = at + channel * planeSize + y * planeWidth;
                for (int x = 0; x < picture.width(); x++) {
                    target[row + x] = (value(picture.pixel(x, y), channel) / 255f - mean[channel]) / std[channel];
                }
            }
        }
    }

    private int value(int pixel, int channel) {
        if (mean.length == 1) {
            return Picture.brightness(pixel);
        }
        int fromBlue = blueFirst ? channel : 2 - channel;
        return pixel >> (8 * fromBlue) & 0xFF;
    }
}
