package dev.hearth.worker.task.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Image files for tests, and the chunks they are made of. */
public final class ImageBytes {

    private static final int PNG_SIGNATURE = 8;
    private static final int PNG_HEADER = 25;

    private ImageBytes() {}

    public static byte[] encoded(BufferedImage image, String format) {
        try (var bytes = new ByteArrayOutputStream()) {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException("nothing writes this image as " + format);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file beside this class: made from one drawn line by cwebp and webpmux 1.2. */
    public static byte[] resource(String name) {
        try (InputStream stream = ImageBytes.class.getResourceAsStream(name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG that says it is oriented otherwise than it is stored. */
    public static byte[] orientedPng(byte[] png, int orientation) {
        return inserted(png, PNG_SIGNATURE + PNG_HEADER, chunk("eXIf", exif(orientation)));
    }

    /** A JPEG that says it is oriented otherwise than it is stored. */
    public static byte[] orientedJpeg(byte[] jpeg, int orientation) {
        var exif = exif(orientation);
        var segment = ByteBuffer.allocate(10 + exif.length)
                .putShort((short) 0xFFE1)
                .putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(exif);
        return inserted(jpeg, 2, segment.array());
    }

    /** A whole PNG that is nothing but its header. */
    static byte[] pngHeader(int width, int height) {
        var header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        var signature = new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
        return inserted(signature, PNG_SIGNATURE, chunk("IHDR", header));
    }

    static byte[] chunk(String type, byte[] data) {
        var chunk = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        var sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) sum.getValue()).array();
    }

    static byte[] inserted(byte[] bytes, int at, byte[] more) {
        return ByteBuffer.allocate(bytes.length + more.length)
                .put(bytes, 0, at)
                .put(more)
                .put(bytes, at, bytes.length - at)
                .array();
    }

    /** TIFF's header and one directory with one entry. */
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I'})
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0)
                .array();
    }
}
