package dev.hearth.worker.task.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import org.jspecify.annotations.Nullable;

/** How a stored picture is to be turned, by EXIF's tag 0x0112; the constants are in the order of its values, from 1. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    /** To be turned clockwise. */
    LYING_LEFT(true, true, false),
    TRANSVERSED(true, true, true),
    /** To be turned counter-clockwise. */
    LYING_RIGHT(true, false, true);

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    /**
     * @param swapped the upright picture's columns are the stored one's rows
     * @param fromRight then mirrored left to right
     * @param fromBottom then mirrored top to bottom
     */
    Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** {@link #UPRIGHT} where it is not said, or not as EXIF has it: a picture is more than its metadata. */
    static Orientation of(byte @Nullable [] exif) {
        if (exif == null) {
            return UPRIGHT;
        }
        var metadata = new Metadata();
        try {
            new ExifReader().extract(new ByteArrayReader(exif), metadata);
        } catch (RuntimeException e) {
            return UPRIGHT;
        }
        var directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        var value = directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null || value < 1 || value > values().length ? UPRIGHT : values()[value - 1];
    }

    Picture upright(Picture stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        var pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = fromRight ? width - 1 - x : x;
                int fromY = fromBottom ? height - 1 - y : y;
                pixels[y * width + x] = swapped ? stored.pixel(fromY, fromX) : stored.pixel(fromX, fromY);
            }
        }
        return new Picture(width, height, pixels, stored.reduction());
    }
}
