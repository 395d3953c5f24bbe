package dev.hearth.worker.task.image;

import dev.hearth.worker.task.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a WebP file.
 *
 * <p>Its sizes stand in several places, and a decoder allocates by each of them; so every one is checked.
 */
final class WebpFile {

    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    /** Of an animation's frame: place, size, duration and flags, before its own chunks. */
    private static final int FRAME_HEADER = 16;

    private final byte[] body;
    private final ByteBuffer numbers;
    private boolean pictured;
    private byte @Nullable [] exif;

    private WebpFile(byte[] body) {
        this.body = body;
        this.numbers = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean matches(byte[] body) {
        return body.length >= RIFF_HEADER
                && name(body, 0).equals("RIFF")
                && name(body, 8).equals("WEBP");
    }

    static ImageFile read(byte[] body) throws BadInputException {
        return new WebpFile(body).read();
    }

    private ImageFile read() throws BadInputException {
        long end = (numbers.getInt(4) & 0xFFFF_FFFFL) + 8;
        if (end > body.length) {
            throw ImageFile.cutOff("WebP", body);
        }
        chunks(RIFF_HEADER, (int) end, true);
        if (!pictured) {
            throw ImageFile.damaged("WebP", "it has no picture");
        }
        return new ImageFile("webp", body, exif);
    }

    private void chunks(int from, int to, boolean outermost) throws BadInputException {
        int at = from;
        while (to - at >= CHUNK_HEADER) {
            long size = numbers.getInt(at + 4) & 0xFFFF_FFFFL;
            int data = at + CHUNK_HEADER;
            if (size > to - data) {
                throw ImageFile.cutOff("WebP", body);
            }
            chunk(name(body, at), data, (int) size, outermost);
            // Chunks start at even bytes.
            at = (int) Math.min(to, data + size + (size & 1));
        }
    }

    private void chunk(String name, int at, int size, boolean outermost) throws BadInputException {
        switch (name) {
            case "VP8X" -> {
                require(size >= 10, name, size);
                ImageFile.checkSize(1 + threeBytes(at + 4), 1 + threeBytes(at + 7));
            }
            case "VP8 " -> {
                require(size >= 10, name, size);
                ImageFile.checkSize(numbers.getShort(at + 6) & 0x3FFF, numbers.getShort(at + 8) & 0x3FFF);
                pictured = true;
            }
            case "VP8L" -> {
                require(size >= 5, name, size);
                int sides = numbers.getInt(at + 1);
                ImageFile.checkSize(1 + (sides & 0x3FFF), 1 + ((sides >> 14) & 0x3FFF));
                pictured = true;
            }
            case "ANMF" -> {
                require(size >= FRAME_HEADER && outermost, name, size);
                ImageFile.checkSize(1 + threeBytes(at + 6), 1 + threeBytes(at + 9));
                chunks(at + FRAME_HEADER, at + size, false);
            }
            case "EXIF" -> exif = ImageFile.exif(body, at, at + size);
            default -> {}
        }
    }

    private static void require(boolean condition, String name, int size) throws BadInputException {
        if (!condition) {
            throw ImageFile.damaged("WebP", "its chunk '" + name + "' of " + size + " bytes is not as it should be");
        }
    }

    private int threeBytes(int index) {
        return (numbers.getShort(index) & 0xFFFF) + ((numbers.get(index + 2) & 0xFF) << 16);
    }

    private static String name(byte[] body, int index) {
        return new String(body, index, 4, StandardCharsets.ISO_8859_1);
    }
}
