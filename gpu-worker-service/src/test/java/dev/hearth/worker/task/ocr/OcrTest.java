package dev.hearth.worker.task.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import dev.hearth.worker.task.image.ImageBytes;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real PP-OCRv4 on drawn pages and on a real one. */
class OcrTest {

    private static final String SENTENCE = "Hearth keeps 42 models warm";

    @TempDir
    private static Path directory;

    private static ResidentModel model;

    @BeforeAll
    static void load() throws Exception {
        model = PpOcr.load(directory, Map.of());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void readsDrawnPagesOfManyFontsSizesAndAngles() throws Exception {
        int right = 0;
        int words = 0;
        var wrong = new StringBuilder();
        for (int seed = 0; seed < 8; seed++) {
            var random = new Random(seed);
            var typeface = Typeface.ALL.get(seed % Typeface.ALL.size());
            int size = List.of(13, 18, 24, 36).get(random.nextInt(4));
            double degrees = seed < 6 ? random.nextDouble(-4, 4) : 180 + random.nextDouble(-2, 2);
            var page = DrawnPage.random(random, typeface, size, degrees);

            var read = texts(read(ImageBytes.encoded(page.image(), "png")));

            int found = Words.inOrder(page.lines(), read);
            right += found;
            words += Words.of(page.lines()).size();
            wrong.append("seed %d size %d at %.1f degrees: %d words of %s in %s%n"
                    .formatted(seed, size, degrees, found, page.lines(), read));
        }

        assertThat((double) right / words).as(wrong.toString()).isGreaterThanOrEqualTo(0.95);
    }

    /** scikit-image's data/page.png (BSD-3-Clause): a photograph of a printed page, small, shaded and bent. */
    @Test
    void readsARealPage() throws Exception {
        var truth = List.of(
                "Region-based segmentation",
                "Let us first determine markers of the coins and the",
                "background. These markers are pixels that we can label",
                "unambiguously as either object or background. Here,",
                "the markers are found at the two extreme parts of the",
                "histogram of grey values:",
                ">>> markers = np.zeros_like(coins)");

        var read = texts(read(OcrTest.class.getResourceAsStream("page.png").readAllBytes()));

        assertThat((double) Words.inOrder(truth, read) / Words.of(truth).size())
                .as("%s", read)
                .isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void saysWhereEachLineIs() throws Exception {
        for (double degrees : new double[] {0, 3, -5}) {
            var page = DrawnPage.random(new Random(7), Typeface.SANS, 24, degrees);

            var lines = read(ImageBytes.encoded(page.image(), "png"));

            assertThat(texts(lines)).hasSameSizeAs(page.lines());
            for (int i = 0; i < lines.size(); i++) {
                var drawn = new Area(page.boxes().get(i));
                assertThat(Overlap.of(drawn, new Area(polygon(lines.get(i)))))
                        .as("line %d at %.0f degrees: %s", i, degrees, lines.get(i))
                        .isGreaterThan(0.6);
                var corners = lines.get(i).get("box");
                assertThat(corners.get(0).get(0).intValue())
                        .isLessThan(corners.get(1).get(0).intValue());
                assertThat(corners.get(0).get(1).intValue())
                        .isLessThan(corners.get(3).get(1).intValue());
            }
        }
    }

    @Test
    void readsRowsFromTopToBottomAndEachFromLeftToRight() throws Exception {
        var page = new DrawnPage(900, 300, 2.5)
                .write(Typeface.SERIF, "third", 100, 200, 28)
                .write(Typeface.SERIF, "second", 600, 104, 28)
                .write(Typeface.SERIF, "first", 100, 100, 28)
                .write(Typeface.SERIF, "fourth", 600, 196, 28);

        assertThat(texts(read(ImageBytes.encoded(page.image(), "png"))))
                .containsExactly("first", "second", "third", "fourth");
    }

    @Test
    void readsAPageOnItsHeadAndOnItsSide() throws Exception {
        for (double degrees : new double[] {90, 180, 270}) {
            var page = new DrawnPage(500, 500, degrees)
                    .write(Typeface.SANS, "first line of the page", 80, 200, 28)
                    .write(Typeface.SANS, "and the second one", 80, 260, 28);

            assertThat(texts(read(ImageBytes.encoded(page.image(), "png"))))
                    .as("%.0f degrees", degrees)
                    .isEqualTo(page.lines());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "lossless.webp", "lossy-alpha.webp", "animated.webp"})
    void readsWebp(String name) throws Exception {
        assertThat(texts(read(ImageBytes.resource(name)))).containsExactly(SENTENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "png, 1, 0xFFFFFFFF", // TYPE_INT_RGB
        "png, 2, 0x00000000", // TYPE_INT_ARGB, transparent
        "png, 10, 0xFFFFFFFF", // TYPE_BYTE_GRAY
        "png, 11, 0xFFFFFFFF", // TYPE_USHORT_GRAY
        "png, 13, 0xFFFFFFFF", // TYPE_BYTE_INDEXED
        "jpg, 1, 0xFFFFFFFF",
        "jpg, 10, 0xFFFFFFFF",
        "png, 1, 0xFFF0E080" // yellowish paper
    })
    void readsTheSameTextInWhateverFormat(String format, int type, String paper) throws Exception {
        var page = new DrawnPage(420, 90, 0).write(Typeface.SANS, SENTENCE, 20, 55, 24);
        var colour = new Color(Integer.parseUnsignedInt(paper.substring(2), 16), true);

        var lines = read(ImageBytes.encoded(page.image(type, colour), format));

        assertThat(texts(lines)).containsExactly(SENTENCE);
        assertThat(lines.getFirst().get("confidence").doubleValue()).isBetween(0.9, 1.0);
    }

    @Test
    void givesTheSameAnswerHoweverAPictureIsStored() throws Exception {
        var upright = new DrawnPage(420, 150, 0)
                .write(Typeface.SERIF, "upright as the camera", 30, 60, 24)
                .write(Typeface.SERIF, "was not held", 30, 110, 24)
                .image();
        var expected = answer(ImageBytes.encoded(upright, "png"));
        assertThat(expected).contains("upright as the camera", "was not held");

        for (int orientation = 1; orientation <= 8; orientation++) {
            var stored = ImageBytes.encoded(stored(upright, orientation), "png");

            assertThat(answer(ImageBytes.orientedPng(stored, orientation)))
                    .as("orientation %d", orientation)
                    .isEqualTo(expected);
        }
        var jpeg = ImageBytes.orientedJpeg(ImageBytes.encoded(stored(upright, 6), "jpg"), 6);
        assertThat(texts(read(jpeg))).containsExactly("upright as the camera", "was not held");
    }

    @Test
    void answersInTheOriginalsPixelsHoweverLargeItIs() throws Exception {
        var page = new DrawnPage(5_000, 1_200, 0).write(Typeface.SANS, SENTENCE, 400, 600, 240);

        var lines = read(ImageBytes.encoded(page.image(), "png"));

        assertThat(texts(lines)).containsExactly(SENTENCE);
        assertThat(Overlap.of(new Area(page.boxes().getFirst()), new Area(polygon(lines.getFirst()))))
                .isGreaterThan(0.6);
    }

    @Test
    void findsNothingWhereNothingIs() throws Exception {
        for (int side : new int[] {1, 31, 600}) {
            var blank = new DrawnPage(side, side, 0).image();

            assertThat(answer(ImageBytes.encoded(blank, "png"))).isEqualTo("{\"model\":\"ppocr:1\",\"lines\":[]}");
        }
    }

    @Test
    void refusesWhatIsNoImage() {
        assertThatThrownBy(() -> answer("no picture".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body of 10 bytes is no image that can be read; expected a PNG, JPEG or WebP image");
    }

    @Test
    void namesWhatAModelLacksOrHasWrong() {
        assertThatThrownBy(() -> PpOcr.load(directory.resolve("wrong"), Map.of("threshold", 2)))
                .hasMessageContaining(
                        "parameter threshold of model://ppocr:1 is '2', expected a number within 0.0 and 1.0");
    }

    private static String answer(byte[] body) throws Exception {
        var answer = model.run(new Task.Input("application/octet-stream", body));
        assertThat(answer.contentType()).isEqualTo("application/json");
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static List<JsonNode> read(byte[] body) throws Exception {
        var lines = new ArrayList<JsonNode>();
        JsonMapper.shared().readTree(answer(body)).get("lines").forEach(lines::add);
        return lines;
    }

    private static List<String> texts(List<JsonNode> lines) {
        return lines.stream().map(line -> line.get("text").stringValue()).toList();
    }

    private static Path2D polygon(JsonNode line) {
        var polygon = new Path2D.Double();
        assertThat(line.get("box").size()).isEqualTo(4);
        for (var corner : line.get("box")) {
            double x = corner.get(0).doubleValue();
            double y = corner.get(1).doubleValue();
            if (polygon.getCurrentPoint() == null) {
                polygon.moveTo(x, y);
            } else {
                polygon.lineTo(x, y);
            }
        }
        polygon.closePath();
        return polygon;
    }

    /** As a camera stores it that was held so. */
    private static BufferedImage stored(BufferedImage upright, int orientation) {
        int w = upright.getWidth();
        int h = upright.getHeight();
        var transform = switch (orientation) {
            case 1 -> new AffineTransform();
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, -1, 1, 0, 0, w);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            case 8 -> new AffineTransform(0, 1, -1, 0, h, 0);
            default -> throw new IllegalArgumentException("orientation " + orientation);
        };
        var stored = orientation < 5
                ? new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB)
                : new BufferedImage(h, w, BufferedImage.TYPE_INT_RGB);
        return new AffineTransformOp(transform, AffineTransformOp.TYPE_NEAREST_NEIGHBOR).filter(upright, stored);
    }
}
