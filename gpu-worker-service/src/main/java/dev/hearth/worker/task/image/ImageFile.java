package dev.hearth.worker.task.image;

import dev.hearth.worker.task.BadInputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An image's bytes, looked at but not decoded: whole, of a known format, and of a size that is safe to decode.
 *
 * @param format as ImageIO names it
 * @param bytes to decode
 * @param exif a TIFF structure
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record ImageFile(String format, byte[] bytes, byte @Nullable [] exif) {

    static final int LONGEST_SIDE = 20_000;
    static final int MOST_PIXELS = 50_000_000;

    private static final String EXPECTED = "expected a PNG, JPEG or WebP image";
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    /** Goes by the first bytes, whatever the caller called them. */
    static ImageFile of(byte[] body) throws BadInputException {
        if (body.length == 0) {
            throw new BadInputException("the body is empty; " + EXPECTED);
        }
        if (PngFile.matches(body)) {
            return PngFile.read(body);
        }
        if (JpegFile.matches(body)) {
            return JpegFile.read(body);
        }
        if (WebpFile.matches(body)) {
            return WebpFile.read(body);
        }
        throw new BadInputException("the body of " + body.length + " bytes is no image that can be read; " + EXPECTED);
    }

    /** To be called before anything is allocated by an image's own word. */
    static void checkSize(long width, long height) throws BadInputException {
        if (width < 1 || height < 1) {
            throw new BadInputException("the image has " + width + " x " + height + " pixels; expected at least one");
        }
        if (width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_PIXELS) {
            throw new BadInputException("the image has " + width + " x " + height + " pixels; expected at most "
                    + MOST_PIXELS / 1_000_000 + " million, and " + LONGEST_SIDE + " a side");
        }
    }

    static BadInputException cutOff(String format, byte[] body) {
        return new BadInputException(
                "the " + format + " image ends too early, after " + body.length + " bytes; expected a whole one");
    }

    static BadInputException damaged(String format, String what) {
        return new BadInputException("the " + format + " image is damaged: " + what);
    }

    /** The TIFF structure in a block that may start with the letters {@code Exif}. */
    static byte[] exif(byte[] body, int from, int to) {
        boolean named = to - from >= EXIF.length && Arrays.equals(body, from, from + EXIF.length, EXIF, 0, EXIF.length);
        return Arrays.copyOfRange(body, named ? from + EXIF.length : from, to);
    }

    static boolean hasExifName(byte[] body, int from, int to) {
        return to - from >= EXIF.length && Arrays.equals(body, from, from + EXIF.length, EXIF, 0, EXIF.length);
    }
}
