package dev.hearth.worker.task.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {

    private static final int RED = 0xFF0000;
    private static final int GREEN = 0x00FF00;
    private static final int BLUE = 0x0000FF;
    private static final int WHITE = 0xFFFFFF;

    @Test
    void readsColours() throws Exception {
        var picture = PictureReader.read(ImageBytes.encoded(image(2, 2, RED, GREEN, BLUE, WHITE), "png"));

        assertThat(pixels(picture)).containsExactly(RED, GREEN, BLUE, WHITE);
    }

    @Test
    void readsJpeg() throws Exception {
        var image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        fill(image, new Color(200, 60, 20));

        var picture = PictureReader.read(ImageBytes.encoded(image, "jpg"));

        assertThat(picture.width()).isEqualTo(64);
        assertThat(picture.height()).isEqualTo(48);
        assertNear(picture.pixel(30, 20), 0xC83C14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void leavesGreyAsItIs(String format) throws Exception {
        var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster()
                .setPixels(
                        0, 0, 16, 16, IntStream.generate(() -> 100).limit(256).toArray());

        var picture = PictureReader.read(ImageBytes.encoded(image, format));

        assertThat(picture.pixel(8, 8)).isEqualTo(0x646464);
    }

    @Test
    void leavesGreyBesideAlphaAsItIs() throws Exception {
        var image = greyAndAlpha(1, 100, 255);

        assertThat(PictureReader.read(ImageBytes.encoded(image, "png")).pixel(0, 0))
                .isEqualTo(0x646464);
    }

    @Test
    void reducesSixteenBitsToEight() throws Exception {
        var grey = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 0x6480);
        var model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        var colour = new BufferedImage(model, model.createCompatibleWritableRaster(1, 1), false, null);
        colour.getRaster().setPixel(0, 0, new int[] {0xC800, 0x3C00, 0x1400});

        assertThat(PictureReader.read(ImageBytes.encoded(grey, "png")).pixel(0, 0))
                .isEqualTo(0x646464);
        assertNear(PictureReader.read(ImageBytes.encoded(colour, "png")).pixel(0, 0), 0xC83C14);
    }

    @Test
    void readsAPalette() throws Exception {
        var palette =
                new IndexColorModel(2, 3, new byte[] {0, (byte) 200, 0}, new byte[] {0, 60, 0}, new byte[] {0, 20, -1});
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setPixels(0, 0, 2, 1, new int[] {1, 2});

        assertThat(pixels(PictureReader.read(ImageBytes.encoded(image, "png")))).containsExactly(0xC83C14, BLUE);
    }

    @Test
    void putsWhatIsTransparentOnWhite() throws Exception {
        var image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00000000);
        image.setRGB(1, 0, 0xFF000000);
        image.setRGB(2, 0, 0x80000000);
        var greyImage = greyAndAlpha(3, 0, 0, 0, 255, 0, 128);

        for (var each : new BufferedImage[] {image, greyImage}) {
            var picture = PictureReader.read(ImageBytes.encoded(each, "png"));

            assertThat(picture.pixel(0, 0)).isEqualTo(WHITE);
            assertThat(picture.pixel(1, 0)).isZero();
            assertNear(picture.pixel(2, 0), 0x7F7F7F);
        }
    }

    @Test
    void readsWebpWithAndWithoutLossAndAnAnimationsFirstPicture() throws Exception {
        var lossless = PictureReader.read(ImageBytes.resource("lossless.webp"));

        assertThat(lossless.width()).isEqualTo(420);
        assertThat(lossless.height()).isEqualTo(90);
        assertThat(lossless.pixel(0, 0)).isEqualTo(WHITE);
        assertThat(difference(lossless, PictureReader.read(ImageBytes.resource("lossy.webp"))))
                .isLessThan(4);
        assertThat(difference(lossless, PictureReader.read(ImageBytes.resource("lossy-alpha.webp"))))
                .isLessThan(4);
        assertThat(difference(lossless, PictureReader.read(ImageBytes.resource("animated.webp"))))
                .isLessThan(4);
    }

    /** Where a stored row and column 0 are in the upright picture, as EXIF 2.3, section 4.6.4 says. */
    @ParameterizedTest
    @CsvSource({
        "1, top, left", "2, top, right", "3, bottom, right", "4, bottom, left",
        "5, left, top", "6, right, top", "7, right, bottom", "8, left, bottom"
    })
    void turnsAPictureAsExifSays(int orientation, String firstRow, String firstColumn) throws Exception {
        var upright = image(3, 2, RED, GREEN, BLUE, WHITE, 0x102030, 0x405060);
        boolean swapped = orientation > 4;
        var stored = new BufferedImage(swapped ? 2 : 3, swapped ? 3 : 2, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < stored.getHeight(); row++) {
            for (int column = 0; column < stored.getWidth(); column++) {
                int x = swapped ? from(firstRow, row, 3) : from(firstColumn, column, 3);
                int y = swapped ? from(firstColumn, column, 2) : from(firstRow, row, 2);
                stored.setRGB(column, row, upright.getRGB(x, y));
            }
        }

        var picture = PictureReader.read(ImageBytes.orientedPng(ImageBytes.encoded(stored, "png"), orientation));

        assertThat(picture.width()).isEqualTo(3);
        assertThat(pixels(picture)).containsExactly(RED, GREEN, BLUE, WHITE, 0x102030, 0x405060);
    }

    @Test
    void averagesALargePictureDown() throws Exception {
        var image = new BufferedImage(9_001, 10, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                image.setRGB(x, y, x % 3 == 0 ? WHITE : 0);
            }
        }

        var picture = PictureReader.read(ImageBytes.encoded(image, "png"));

        assertThat(picture.reduction()).isEqualTo(3);
        assertThat(picture.width()).isEqualTo(3_001);
        assertThat(picture.height()).isEqualTo(4);
        assertThat(picture.pixel(1_000, 1)).isEqualTo(0x555555);
    }

    @Test
    void letsImageIoWriteNoFiles() throws Exception {
        ImageIO.setUseCache(true);

        PictureReader.read(ImageBytes.resource("lossy.webp"));

        assertThat(ImageIO.getUseCache()).isFalse();
    }

    private static int from(String side, int index, int length) {
        return side.equals("right") || side.equals("bottom") ? length - 1 - index : index;
    }

    private static BufferedImage greyAndAlpha(int width, int... samples) {
        var model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        var image = new BufferedImage(model, model.createCompatibleWritableRaster(width, 1), false, null);
        image.getRaster().setPixels(0, 0, width, 1, samples);
        return image;
    }

    private static BufferedImage image(int width, int height, int... pixels) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }

    private static void fill(BufferedImage image, Color colour) {
        var graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.dispose();
    }

    private static int[] pixels(Picture picture) {
        return IntStream.range(0, picture.width() * picture.height())
                .map(i -> picture.pixel(i % picture.width(), i / picture.width()))
                .toArray();
    }

    private static double difference(Picture one, Picture other) {
        assertThat(other.width()).isEqualTo(one.width());
        assertThat(other.height()).isEqualTo(one.height());
        double sum = 0;
        for (int i = 0; i < one.width() * one.height(); i++) {
            int x = i % one.width();
            int y = i / one.width();
            sum += Math.abs(Picture.brightness(one.pixel(x, y)) - Picture.brightness(other.pixel(x, y)));
        }
        return sum / one.width() / one.height();
    }

    private static void assertNear(int actual, int expected) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(actual >> shift & 0xFF).isCloseTo(expected >> shift & 0xFF, within(3));
        }
    }
}
