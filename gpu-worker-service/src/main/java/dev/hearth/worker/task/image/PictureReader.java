package dev.hearth.worker.task.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.hearth.worker.task.BadInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG and WebP: the first picture of an animation, alpha on white, turned as EXIF says.
 *
 * <p>What is larger than {@value #LONGEST_SIDE} pixels a side comes out smaller by a whole factor.
 */
public final class PictureReader {

    static final int LONGEST_SIDE = 4_096;

    private PictureReader() {}

    /** @throws BadInputException if the bytes are no image, damaged, or one of more pixels than are taken */
    public static Picture read(byte[] body) throws BadInputException {
        var file = ImageFile.of(body);
        var orientation = Orientation.of(file.exif());
        try {
            return orientation.upright(Flattening.flatten(decode(file), LONGEST_SIDE));
        } catch (IOException | RuntimeException e) {
            // Decoders meet bytes that nobody foresaw with whatever runtime exception comes first.
            throw new BadInputException("the " + file.format() + " image cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static BufferedImage decode(ImageFile file) throws IOException {
        // Else ImageIO and its plugins may keep what they read in files in the temporary folder.
        ImageIO.setUseCache(false);
        var reader = reader(file.format());
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.bytes()))) {
            reader.setInput(stream, true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** WebP's is named outright, so that nothing depends on what a class path scan finds. */
    private static ImageReader reader(String format) throws IOException {
        return format.equals("webp")
                ? new WebPImageReaderSpi().createReaderInstance(null)
                : ImageIO.getImageReadersByFormatName(format).next();
    }
}
