package dev.hearth.worker.task.ocr;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** Fonts out of packages, as outlines: what is drawn is the same on every machine. */
final class Typeface {

    static final Typeface SANS = new Typeface("net/sf/jasperreports/fonts/dejavu/DejaVuSans.ttf");
    static final Typeface SERIF = new Typeface("net/sf/jasperreports/fonts/dejavu/DejaVuSerif.ttf");
    static final Typeface MONO = new Typeface("net/sf/jasperreports/fonts/dejavu/DejaVuSansMono.ttf");
    static final Typeface GROTESQUE = new Typeface("org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf");
    static final List<Typeface> ALL = List.of(SANS, SERIF, MONO, GROTESQUE);

    private final TrueTypeFont font;

    private Typeface(String resource) {
        try (var stream = Typeface.class.getResourceAsStream("/" + resource)) {
            font = new TTFParser().parse(new RandomAccessReadBuffer(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param baseline of the text, in pixels from the top */
    Path2D outline(String text, double left, double baseline, double size) {
        try {
            double scale = size / font.getUnitsPerEm();
            var outline = new Path2D.Double();
            double x = left;
            for (int character : text.codePoints().toArray()) {
                int glyph = glyph(character);
                var path = font.getGlyph().getGlyph(glyph);
                if (path != null) {
                    outline.append(
                            new AffineTransform(scale, 0, 0, -scale, x, baseline)
                                    .createTransformedShape(path.getPath()),
                            false);
                }
                x += font.getAdvanceWidth(glyph) * scale;
            }
            return outline;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double width(String text, double size) {
        try {
            double width = 0;
            for (int character : text.codePoints().toArray()) {
                width += font.getAdvanceWidth(glyph(character)) * size / font.getUnitsPerEm();
            }
            return width;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int glyph(int character) throws IOException {
        return font.getUnicodeCmapLookup().getGlyphId(character);
    }
}
