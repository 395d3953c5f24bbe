package dev.hearth.worker.task.image;

import dev.hearth.worker.task.BadInputException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG file.
 *
 * <p>Java's decoder fills what is missing of a file with grey and goes through any number of scans, each as long as the
 * picture; so ends and scans are looked for here.
 */
final class JpegFile {

    static final int MOST_SCANS = 100;

    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int APP1 = 0xE1;

    private final byte[] body;
    private int at = 2;
    private int scans;
    private boolean sized;
    private byte @Nullable [] exif;

    private JpegFile(byte[] body) {
        this.body = body;
    }

    static boolean matches(byte[] body) {
        return body.length >= 3 && (body[0] & 0xFF) == 0xFF && (body[1] & 0xFF) == 0xD8 && (body[2] & 0xFF) == 0xFF;
    }

    static ImageFile read(byte[] body) throws BadInputException {
        return new JpegFile(body).read();
    }

    private ImageFile read() throws BadInputException {
        for (int marker = nextMarker(); marker != END_OF_IMAGE; marker = nextMarker()) {
            segment(marker);
        }
        if (!sized || scans == 0) {
            throw ImageFile.damaged("JPEG", "it has no picture");
        }
        return new ImageFile("jpeg", body, exif);
    }

    /** Skips a scan's data, in which 0xFF is followed by 0 or by a restart marker, and padding. */
    private int nextMarker() throws BadInputException {
        while (at + 1 < body.length) {
            int marker = body[at + 1] & 0xFF;
            if (body[at] == (byte) 0xFF && marker != 0 && marker != 0xFF && (marker & 0xF8) != 0xD0) {
                at += 2;
                return marker;
            }
            at++;
        }
        throw ImageFile.cutOff("JPEG", body);
    }

    private void segment(int marker) throws BadInputException {
        if (body.length - at < 2) {
            throw ImageFile.cutOff("JPEG", body);
        }
        int length = unsignedShort(at);
        int end = at + length;
        if (length < 2) {
            throw ImageFile.damaged("JPEG", "its segment at byte " + at + " has a length of " + length);
        }
        if (end > body.length) {
            throw ImageFile.cutOff("JPEG", body);
        }
        if (isFrame(marker)) {
            frame(length);
        } else if (marker == APP1 && exif == null && ImageFile.hasExifName(body, at + 2, end)) {
            exif = ImageFile.exif(body, at + 2, end);
        } else if (marker == START_OF_SCAN && ++scans > MOST_SCANS) {
            throw new BadInputException("the JPEG image has more than " + MOST_SCANS + " scans; expected at most that");
        }
        at = end;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private void frame(int length) throws BadInputException {
        if (length < 8) {
            throw ImageFile.damaged("JPEG", "its frame header has " + length + " bytes");
        }
        int bits = body[at + 2] & 0xFF;
        int components = body[at + 7] & 0xFF;
        ImageFile.checkSize(unsignedShort(at + 5), unsignedShort(at + 3));
        if (bits != 8 || (components != 1 && components != 3)) {
            throw new BadInputException("the JPEG image has " + components + " components of " + bits
                    + " bits; expected 1 (grey) or 3 (colour, not CMYK) of 8 bits");
        }
        sized = true;
    }

    private int unsignedShort(int index) {
        return ByteBuffer.wrap(body).getShort(index) & 0xFFFF;
    }
}
