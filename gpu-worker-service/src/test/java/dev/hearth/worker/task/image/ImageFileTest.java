package dev.hearth.worker.task.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.hearth.worker.task.BadInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no image, or one that should not be decoded. */
class ImageFileTest {

    /** More than loading classes takes, and far less than any of the bombs here. */
    private static final long SMALL_BYTES = 8 << 20;

    @Test
    void refusesAnEmptyBody() {
        assertRefused(new byte[0], "the body is empty; expected a PNG, JPEG or WebP image");
    }

    @Test
    void refusesWhatIsNoImage() {
        assertRefused(
                "GIF89a picture".getBytes(StandardCharsets.US_ASCII),
                "the body of 14 bytes is no image that can be read; expected a PNG, JPEG or WebP image");
        for (int seed = 0; seed < 100; seed++) {
            var bytes = new byte[1 + seed * 7];
            new Random(seed).nextBytes(bytes);
            assertRefused(bytes, "the body of " + bytes.length + " bytes is no image");
        }
    }

    @ParameterizedTest
    @CsvSource({"100000, 100000", "20001, 1", "1, 20001", "8000, 6251", "-1, -1", "0, 5"})
    void refusesAPixelBombByItsHeader(int width, int height) {
        assertRefused(
                ImageBytes.pngHeader(width, height),
                "the image has " + Integer.toUnsignedLong(width) + " x " + Integer.toUnsignedLong(height)
                        + " pixels; expected at ");
    }

    @Test
    void namesWhatABombHasAndWhatIsExpected() {
        assertRefused(
                ImageBytes.pngHeader(100_000, 100_000),
                "the image has 100000 x 100000 pixels; expected at most 50 million, and 20000 a side");
    }

    @Test
    void refusesJpegAndWebpBombsByTheirHeaders() {
        var jpeg = jpeg();
        int frame = indexOf(jpeg, 0xC0);
        ByteBuffer.wrap(jpeg).putShort(frame + 4, (short) 65_000).putShort(frame + 6, (short) 65_000);
        var lossy = ImageBytes.resource("lossy.webp");
        ByteBuffer.wrap(lossy).order(ByteOrder.LITTLE_ENDIAN).putInt(26, 0x3FFF_3FFF);
        var lossless = ImageBytes.resource("lossless.webp");
        ByteBuffer.wrap(lossless).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0FFF_FFFF);
        var animated = ImageBytes.resource("animated.webp");
        Arrays.fill(animated, 24, 30, (byte) 0xFF);

        assertRefused(jpeg, "the image has 65000 x 65000 pixels; expected at most 50 million");
        assertRefused(lossy, "the image has 16383 x 16383 pixels; expected at most 50 million");
        assertRefused(lossless, "the image has 16384 x 16384 pixels; expected at most 50 million");
        assertRefused(animated, "the image has 16777216 x 16777216 pixels; expected at most 50 million");
    }

    /** A canvas that is small around a picture that is not. */
    @Test
    void refusesABombInsideAHarmlessWebpFile() {
        var webp = ImageBytes.resource("lossy-alpha.webp");
        int picture = indexOf(webp, "VP8 ");
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(picture + 14, 0x3FFF_3FFF);

        assertRefused(webp, "the image has 16383 x 16383 pixels; expected at most 50 million");
    }

    @Test
    void leavesOutACompressedProfileThatIsABomb() throws Exception {
        var profile = new ByteArrayOutputStream();
        profile.writeBytes(new byte[] {'c', 0, 0});
        try (var deflater = new DeflaterOutputStream(profile)) {
            for (int i = 0; i < 200; i++) {
                deflater.write(new byte[1 << 20]);
            }
        }
        var bomb = ImageBytes.inserted(png(), 33, ImageBytes.chunk("iCCP", profile.toByteArray()));

        assertThat(ImageFile.of(bomb).bytes()).isEqualTo(png());
    }

    @Test
    void refusesWhateverIsCutOff() {
        for (var whole :
                new byte[][] {png(), jpeg(), ImageBytes.resource("lossy.webp"), ImageBytes.resource("animated.webp")}) {
            for (int length = 12; length < whole.length - 1; length += 7) {
                var cut = Arrays.copyOf(whole, length);
                assertRefused(cut, "image ends too early, after " + length + " bytes; expected a whole one");
            }
        }
    }

    @Test
    void seesAChangedByteInAPng() {
        var png = png();
        png[png.length - 20] ^= 1;

        assertRefused(png, "the PNG image is damaged: the check sum of its IDAT");
    }

    @Test
    void refusesCmykAndTwelveBits() {
        var cmyk = jpeg();
        cmyk[indexOf(cmyk, 0xC0) + 8] = 4;
        var twelve = jpeg();
        twelve[indexOf(twelve, 0xC0) + 3] = 12;

        assertRefused(cmyk, "4 components of 8 bits; expected 1 (grey) or 3 (colour, not CMYK) of 8 bits");
        assertRefused(twelve, "3 components of 12 bits; expected 1 (grey) or 3 (colour, not CMYK) of 8 bits");
    }

    @Test
    void refusesAJpegOfEndlessScans() {
        var jpeg = jpeg();
        int scan = indexOf(jpeg, 0xDA);
        var header = Arrays.copyOfRange(jpeg, scan - 1, scan + 15);
        for (int i = 0; i < JpegFile.MOST_SCANS; i++) {
            jpeg = ImageBytes.inserted(jpeg, jpeg.length - 2, header);
        }
        var bomb = jpeg;

        assertRefused(bomb, "the JPEG image has more than 100 scans; expected at most that");
    }

    /** Whatever comes of them, nothing but a refusal or a picture. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "lossy.webp", "lossless.webp", "animated.webp", "lossy-alpha.webp"})
    void endsWithAPictureOrARefusalWhereverBytesAreChanged(String name) {
        var whole = switch (name) {
            case "png" -> png();
            case "jpeg" -> jpeg();
            default -> ImageBytes.resource(name);
        };
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var changed = whole.clone();
            for (int i = 0; i <= seed % 4; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(PictureReader.read(changed).width()).isPositive();
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("image");
            } catch (Throwable e) {
                fail("seed " + seed, e);
            }
        }
    }

    private static void assertRefused(byte[] body, String message) {
        long before = allocatedBytes();

        assertThatThrownBy(() -> PictureReader.read(body))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
        assertThat(allocatedBytes() - before).isLessThan(SMALL_BYTES);
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static byte[] png() {
        return ImageBytes.encoded(noise(), "png");
    }

    private static byte[] jpeg() {
        return ImageBytes.encoded(noise(), "jpg");
    }

    private static BufferedImage noise() {
        var image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        var random = new Random(1);
        for (int i = 0; i < 1_200; i++) {
            image.setRGB(i % 40, i / 40, random.nextInt(1 << 24));
        }
        return image;
    }

    /** Of a JPEG marker's second byte. */
    private static int indexOf(byte[] jpeg, int marker) {
        for (int i = 1; i < jpeg.length; i++) {
            if (jpeg[i - 1] == (byte) 0xFF && jpeg[i] == (byte) marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
    }

    private static int indexOf(byte[] webp, String chunk) {
        return new String(webp, StandardCharsets.ISO_8859_1).indexOf(chunk);
    }
}
