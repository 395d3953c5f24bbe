package dev.hearth.worker.task.ocr;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A page of text, drawn line by line. */
final class DrawnPage {

    private static final List<String> WORDS = List.of(
            "harbour",
            "lantern",
            "window",
            "copper",
            "meadow",
            "signal",
            "orchard",
            "velvet",
            "thunder",
            "pencil",
            "garden",
            "bridge",
            "castle",
            "winter",
            "summer",
            "silver",
            "planet",
            "rocket",
            "violin",
            "marble",
            "forest",
            "desert",
            "island",
            "valley",
            "engine",
            "mirror",
            "ladder",
            "bottle",
            "basket",
            "candle",
            "quick",
            "brown",
            "jumps",
            "over",
            "lazy",
            "with",
            "from",
            "their",
            "which",
            "would",
            "Paris",
            "London",
            "Monday",
            "August",
            "River",
            "Queen",
            "Zebra",
            "Xenon",
            "1984",
            "2026",
            "365",
            "42",
            "7500",
            "hydrogen",
            "kilometre",
            "temperature",
            "measurement",
            "adventure",
            "knowledge",
            "yesterday");

    private final int width;
    private final int height;
    private final AffineTransform transform;
    private final Path2D ink = new Path2D.Double();
    private final List<String> lines = new ArrayList<>();
    private final List<Shape> boxes = new ArrayList<>();

    DrawnPage(int width, int height, double degrees) {
        this.width = width;
        this.height = height;
        this.transform = AffineTransform.getRotateInstance(Math.toRadians(degrees), width / 2.0, height / 2.0);
    }

    static String words(RandomGenerator random, int count) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    /** A page full of random words. */
    static DrawnPage random(RandomGenerator random, Typeface typeface, int size, double degrees) {
        int width = 40 * size;
        int lines = 8;
        var page = new DrawnPage(width, (lines + 3) * 2 * size, degrees);
        for (int line = 0; line < lines; line++) {
            page.write(typeface, words(random, 5), 4 * size, (line + 2) * 2 * size, size);
        }
        return page;
    }

    DrawnPage write(Typeface typeface, String text, double left, double baseline, double size) {
        var outline = typeface.outline(text, left, baseline, size);
        ink.append(outline, false);
        lines.add(text);
        boxes.add(transform.createTransformedShape(outline.getBounds2D()));
        return this;
    }

    List<String> lines() {
        return lines;
    }

    /** Around the ink of each line, where it was drawn. */
    List<Shape> boxes() {
        return boxes;
    }

    BufferedImage image() {
        return image(BufferedImage.TYPE_INT_RGB, Color.WHITE);
    }

    BufferedImage image(int type, Color paper) {
        var image = new BufferedImage(width, height, type);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(paper);
        graphics.fillRect(0, 0, width, height);
        graphics.transform(transform);
        graphics.setColor(Color.BLACK);
        graphics.fill(ink);
        graphics.dispose();
        return image;
    }
}
