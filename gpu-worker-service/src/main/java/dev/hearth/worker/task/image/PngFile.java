package dev.hearth.worker.task.image;

import dev.hearth.worker.task.BadInputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file.
 *
 * <p>Only those that make the picture are handed on: compressed text and profiles are how a small file becomes gigabytes,
 * and an animation's first picture is the file's own.
 */
final class PngFile {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    /** Length, type and check sum. */
    private static final int CHUNK_FRAME = 12;

    private PngFile() {}

    static boolean matches(byte[] body) {
        return body.length >= SIGNATURE.length
                && Arrays.equals(body, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    static ImageFile read(byte[] body) throws BadInputException {
        var kept = new ByteArrayOutputStream(body.length);
        kept.write(body, 0, SIGNATURE.length);
        byte[] exif = null;
        int at = SIGNATURE.length;
        while (true) {
            if (body.length - at < CHUNK_FRAME) {
                throw ImageFile.cutOff("PNG", body);
            }
            long length = ByteBuffer.wrap(body).getInt(at) & 0xFFFF_FFFFL;
            var type = new String(body, at + 4, 4, StandardCharsets.ISO_8859_1);
            int data = at + 8;
            if (at == SIGNATURE.length) {
                checkHeader(body, type, length, data);
            }
            if (length > body.length - at - CHUNK_FRAME) {
                throw ImageFile.cutOff("PNG", body);
            }
            int size = (int) length;
            if (KEPT.contains(type)) {
                checkSum(body, at, size, type);
                kept.write(body, at, size + CHUNK_FRAME);
            } else if (type.equals("eXIf")) {
                exif = ImageFile.exif(body, data, data + size);
            }
            if (type.equals("IEND")) {
                return new ImageFile("png", kept.toByteArray(), exif);
            }
            at = data + size + 4;
        }
    }

    private static void checkHeader(byte[] body, String type, long length, int data) throws BadInputException {
        if (!type.equals("IHDR") || length != 13) {
            throw ImageFile.damaged(
                    "PNG", "it starts with '" + type + "' of " + length + " bytes, not with its header");
        }
        if (body.length - data < 13) {
            throw ImageFile.cutOff("PNG", body);
        }
        var header = ByteBuffer.wrap(body);
        ImageFile.checkSize(header.getInt(data) & 0xFFFF_FFFFL, header.getInt(data + 4) & 0xFFFF_FFFFL);
    }

    private static void checkSum(byte[] body, int at, int size, String type) throws BadInputException {
        var sum = new CRC32();
        sum.update(body, at + 4, size + 4);
        if ((int) sum.getValue() != ByteBuffer.wrap(body).getInt(at + 8 + size)) {
            throw ImageFile.damaged("PNG", "the check sum of its " + type + " at byte " + at + " is wrong");
        }
    }
}
