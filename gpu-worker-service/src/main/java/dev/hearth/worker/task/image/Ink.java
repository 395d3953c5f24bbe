package dev.hearth.worker.task.image;

import dev.hearth.worker.task.BadInputException;

/**
 * What is drawn in a picture, apart from what it is drawn on: fitted as MNIST's digits were, into a box of 20/28 of the
 * side with the shape kept, their centre of mass in the middle.
 *
 * <p>Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 */
final class Ink {

    /** Larger pictures are shrunk to it first, which takes noise away. */
    private static final int WORKING_SIDE = 512;

    private static final double BOX = 20.0 / 28;
    /** Of the brightest ink: what counts as ink. */
    private static final double INKED = 0.25;
    /** Between background and brightest: less is no drawing. */
    private static final int LEAST_CONTRAST = 16;

    /** Black but for the ink, of which the brightest is white; one pixel wider all around than what it was made of. */
    private final Picture picture;

    private int left = Integer.MAX_VALUE;
    private int top = Integer.MAX_VALUE;
    private int right;
    private int bottom;
    private double mass;
    private double massX;
    private double massY;

    private Ink(Picture picture) {
        this.picture = picture;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                add(x, y, picture.pixel(x, y) & 0xFF);
            }
        }
    }

    static Picture workingCopy(Picture picture) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= WORKING_SIDE) {
            return picture;
        }
        double scale = (double) WORKING_SIDE / longest;
        return picture.sample(
                Frame.level(0, 0, picture.width(), picture.height()),
                Math.max(1, (int) Math.round(picture.width() * scale)),
                Math.max(1, (int) Math.round(picture.height() * scale)));
    }

    /**
     * @param picture bright on dark
     * @throws BadInputException if it is of one brightness
     */
    static Ink of(Picture picture) throws BadInputException {
        int background = Background.border(picture);
        int brightest = 0;
        for (int pixel : picture.pixels()) {
            brightest = Math.max(brightest, Picture.brightness(pixel));
        }
        if (brightest - background < LEAST_CONTRAST) {
            throw new BadInputException("nothing is drawn in the picture of " + picture.width() + " x "
                    + picture.height() + " pixels; expected ink that stands out from its background");
        }
        int width = picture.width() + 2;
        var pixels = new int[width * (picture.height() + 2)];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int above = Math.max(0, Picture.brightness(picture.pixel(x, y)) - background);
                int ink = above * 255 / (brightest - background);
                pixels[(y + 1) * width + x + 1] = Picture.rgb(ink, ink, ink);
            }
        }
        return new Ink(new Picture(width, picture.height() + 2, pixels, 1));
    }

    private void add(int x, int y, int value) {
        if (value < INKED * 255) {
            return;
        }
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x + 1);
        bottom = Math.max(bottom, y + 1);
        mass += value;
        massX += value * (x + 0.5);
        massY += value * (y + 0.5);
    }

    Picture centred(int width, int height) {
        double scale = Math.max((right - left) / (BOX * width), (bottom - top) / (BOX * height));
        double frameWidth = width * scale;
        double frameHeight = height * scale;
        return picture.sample(
                Frame.level(massX / mass - frameWidth / 2, massY / mass - frameHeight / 2, frameWidth, frameHeight),
                width,
                height);
    }
}
