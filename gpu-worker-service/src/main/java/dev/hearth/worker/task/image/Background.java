package dev.hearth.worker.task.image;

import java.util.List;
import java.util.Locale;

/** What pictures are drawn on. Networks here are given bright on dark. */
enum Background {
    /** Pictures are left as they are. */
    DARK,
    /** Pictures are inverted. */
    LIGHT,
    /** A picture is inverted if its border is nearer to its brightest than to its darkest. */
    ANY;

    static final List<String> NAMES = List.of("dark", "light", "any");

    static Background of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    Picture onDark(Picture picture) {
        return switch (this) {
            case DARK -> picture;
            case LIGHT -> inverted(picture);
            case ANY -> borderIsLight(picture) ? inverted(picture) : picture;
        };
    }

    private static Picture inverted(Picture picture) {
        var pixels = picture.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] ^= 0xFFFFFF;
        }
        return new Picture(picture.width(), picture.height(), pixels, picture.reduction());
    }

    private static boolean borderIsLight(Picture picture) {
        int darkest = 255;
        int brightest = 0;
        for (int pixel : picture.pixels()) {
            int brightness = Picture.brightness(pixel);
            darkest = Math.min(darkest, brightness);
            brightest = Math.max(brightest, brightness);
        }
        int border = border(picture);
        return border - darkest > brightest - border;
    }

    /** The median brightness of a picture's outermost pixels. */
    static int border(Picture picture) {
        int right = picture.width() - 1;
        int bottom = picture.height() - 1;
        var count = new int[256];
        int border = 0;
        for (int y = 0; y <= bottom; y++) {
            // Rows between the first and the last have only their ends on the border.
            int step = y == 0 || y == bottom || right == 0 ? 1 : right;
            for (int x = 0; x <= right; x += step) {
                count[Picture.brightness(picture.pixel(x, y))]++;
                border++;
            }
        }
        int median = 0;
        for (int seen = count[0]; seen * 2 < border; seen += count[median]) {
            median++;
        }
        return median;
    }
}
