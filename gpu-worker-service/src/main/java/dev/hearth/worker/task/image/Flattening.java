package dev.hearth.worker.task.image;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;

/** Whatever ImageIO decoded, as opaque 8-bit colour, strip by strip so that no second copy of a large one is made. */
final class Flattening {

    private final BufferedImage image;
    private final int reduction;
    private final Strip strip;

    private Flattening(BufferedImage image, int longestSide) {
        this.image = image;
        this.reduction = Math.ceilDiv(Math.max(image.getWidth(), image.getHeight()), longestSide);
        this.strip = isGrey(image) ? new GreyStrip() : new ColourStrip(image.getWidth(), reduction);
    }

    /** Averages blocks where the picture is larger than a longest side. */
    static Picture flatten(BufferedImage image, int longestSide) {
        return new Flattening(image, longestSide).picture();
    }

    /** Java takes grey to be linear light and brightens it on the way to colour; files mean it as it is. */
    private static boolean isGrey(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
    }

    private Picture picture() {
        int width = Math.ceilDiv(image.getWidth(), reduction);
        int height = Math.ceilDiv(image.getHeight(), reduction);
        var pixels = new int[width * height];
        var source = new int[image.getWidth() * reduction];
        for (int y = 0; y < height; y++) {
            int rows = Math.min(reduction, image.getHeight() - y * reduction);
            strip.read(image, y * reduction, rows, source);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = reduction == 1 ? source[x] & 0xFFFFFF : average(source, x * reduction, rows);
            }
        }
        return new Picture(width, height, pixels, reduction);
    }

    private int average(int[] source, int from, int rows) {
        int columns = Math.min(reduction, image.getWidth() - from);
        int count = columns * rows;
        int red = count / 2;
        int green = red;
        int blue = red;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int pixel = source[row * image.getWidth() + from + column];
                red += pixel >> 16 & 0xFF;
                green += pixel >> 8 & 0xFF;
                blue += pixel & 0xFF;
            }
        }
        return Picture.rgb(red / count, green / count, blue / count);
    }

    /** Some rows of an image as {@code 0xRRGGBB}. */
    private interface Strip {

        void read(BufferedImage image, int y, int rows, int[] target);
    }

    private static final class ColourStrip implements Strip {

        private final BufferedImage buffer;

        ColourStrip(int width, int rows) {
            this.buffer = new BufferedImage(width, rows, BufferedImage.TYPE_INT_RGB);
        }

        @Override
        public void read(BufferedImage image, int y, int rows, int[] target) {
            var graphics = buffer.createGraphics();
            try {
                graphics.setColor(Color.WHITE);
                graphics.fillRect(0, 0, buffer.getWidth(), rows);
                graphics.drawImage(image, 0, -y, null);
            } finally {
                graphics.dispose();
            }
            buffer.getRaster().getDataElements(0, 0, buffer.getWidth(), rows, target);
        }
    }

    private static final class GreyStrip implements Strip {

        @Override
        public void read(BufferedImage image, int y, int rows, int[] target) {
            var raster = image.getRaster();
            int largest = raster.getTransferType() == DataBuffer.TYPE_BYTE ? 0xFF : 0xFFFF;
            int bands = raster.getNumBands();
            var samples =
                    raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), rows, (int[]) null);
            for (int i = 0; i < image.getWidth() * rows; i++) {
                long grey = samples[i * bands];
                long alpha = bands == 1 ? largest : samples[i * bands + 1];
                int value = (int) ((grey * alpha + largest * (largest - alpha)) * 255 / largest / largest);
                target[i] = Picture.rgb(value, value, value);
            }
        }
    }
}
