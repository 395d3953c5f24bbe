package dev.hearth.worker.task.image;

import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.TaskParameters;
import java.util.List;

/**
 * How any picture becomes the network's input.
 *
 * <p>Parameters, with their defaults: {@code width} and {@code height} (224); {@code channels} (3; 1 means brightness);
 * {@code mean} (0) and {@code std} (1), a number or one a channel; {@code fit}: {@code stretch} to the whole input, {@code
 * contain} whole in its middle on black, or {@code ink} as in {@link Ink}; {@code background} of the pictures, see {@link
 * Background}.
 *
 * @param fit stretch, contain or ink
 */
record Preparation(int width, int height, Normalization normalization, String fit, Background background) {

    private static final int LONGEST_SIDE = 1_024;

    static Preparation of(TaskParameters parameters) {
        int channels = parameters.integer("channels", 3, 1, 3);
        if (channels == 2) {
            throw parameters.invalid("channels", channels, "1 or 3");
        }
        return new Preparation(
                parameters.integer("width", 224, 1, LONGEST_SIDE),
                parameters.integer("height", 224, 1, LONGEST_SIDE),
                new Normalization(
                        parameters.numbers("mean", 0, channels), parameters.numbers("std", 1, channels), false),
                parameters.oneOf("fit", List.of("stretch", "contain", "ink")),
                Background.of(parameters.oneOf("background", Background.NAMES)));
    }

    /** Numbers of one picture that the network takes. */
    int values() {
        return normalization.channels() * width * height;
    }

    /** @throws BadInputException if there is no ink to fit */
    Picture prepare(Picture picture) throws BadInputException {
        if (fit.equals("ink")) {
            return Ink.of(background.onDark(Ink.workingCopy(picture))).centred(width, height);
        }
        return fit.equals("contain") ? contained(picture) : background.onDark(whole(picture, width, height));
    }

    private static Picture whole(Picture picture, int width, int height) {
        return picture.sample(Frame.level(0, 0, picture.width(), picture.height()), width, height);
    }

    private Picture contained(Picture picture) {
        double scale = Math.min((double) width / picture.width(), (double) height / picture.height());
        int innerWidth = Math.clamp(Math.round(picture.width() * scale), 1, width);
        int innerHeight = Math.clamp(Math.round(picture.height() * scale), 1, height);
        var inner = background.onDark(whole(picture, innerWidth, innerHeight));
        var pixels = new int[width * height];
        int left = (width - innerWidth) / 2;
        int top = (height - innerHeight) / 2;
        for (int y = 0; y < innerHeight; y++) {
            System.arraycopy(inner.pixels(), y * innerWidth, pixels, (top + y) * width + left, innerWidth);
        }
        return new Picture(width, height, pixels, 1);
    }
}
