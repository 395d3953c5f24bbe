package dev.hearth.worker.task.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.Task;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real model on real handwritten digits that it was not trained on. */
class DigitsTest {

    private static final Path EXAMPLE = Path.of("..", "examples", "digits");
    private static final int SIDE = 28;

    @TempDir
    private static Path directory;

    private static ResidentModel model;
    private static BufferedImage sheet;
    private static String truth;
    private static int columns;

    @BeforeAll
    static void load() throws Exception {
        // As model.yml has it.
        var parameters = Map.<String, Object>of(
                "width", SIDE, "height", SIDE, "channels", 1, "background", "any", "fit", "ink", "labelField", "digit");
        model = new Classifier(directory).load("digits", EXAMPLE.resolve("digits.onnx"), parameters);
        sheet = ImageIO.read(EXAMPLE.resolve("held-out.png").toFile());
        truth = String.join("", Files.readAllLines(EXAMPLE.resolve("held-out.txt")));
        columns = sheet.getWidth() / SIDE;
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void knowsTheDigitsAsTheyWereScanned() throws Exception {
        int right = 0;
        for (int i = 0; i < truth.length(); i++) {
            var answer = classify(ImageBytes.encoded(digit(i), "png"));
            right += answer.get("digit").intValue() == truth.charAt(i) - '0' ? 1 : 0;
        }

        assertThat((double) right / truth.length()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void knowsThemInAnySizePlacePolarityAndFormat() throws Exception {
        int right = 0;
        var wrong = new StringBuilder();
        for (int i = 0; i < truth.length(); i++) {
            var random = new Random(i);
            var picture = drawn(digit(i), random);

            var answer = classify(ImageBytes.encoded(picture, random.nextBoolean() ? "png" : "jpg"));

            if (answer.get("digit").intValue() == truth.charAt(i) - '0') {
                right++;
            } else {
                wrong.append("digit %d of %d x %d pixels: %s%n"
                        .formatted(i, picture.getWidth(), picture.getHeight(), answer));
            }
        }

        assertThat((double) right / truth.length()).as(wrong.toString()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void answersTenProbabilitiesThatMakeOne() throws Exception {
        var answer = classify(ImageBytes.encoded(digit(0), "png"));

        assertThat(answer.get("model").stringValue()).isEqualTo("digits:1");
        assertThat(answer.get("probabilities").size()).isEqualTo(10);
        double sum = 0;
        for (var probability : answer.get("probabilities")) {
            sum += probability.doubleValue();
        }
        assertThat(sum).isBetween(0.9999, 1.0001);
    }

    private static JsonNode classify(byte[] body) throws Exception {
        return JsonMapper.shared()
                .readTree(model.run(new Task.Input(null, body)).body());
    }

    private static BufferedImage digit(int index) {
        return sheet.getSubimage(index % columns * SIDE, index / columns * SIDE, SIDE, SIDE);
    }

    /** On a sheet of another size, somewhere, dark on light or light on dark, of less contrast. */
    private static BufferedImage drawn(BufferedImage digit, Random random) {
        int side = random.nextInt(20, 300);
        int width = side + random.nextInt(200);
        int height = side + random.nextInt(200);
        int paper = random.nextInt(30);
        int ink = random.nextInt(150, 256);
        boolean inverted = random.nextBoolean();
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, width, height);
        graphics.drawImage(
                digit, random.nextInt(width - side + 1), random.nextInt(height - side + 1), side, side, null);
        graphics.dispose();
        for (int i = 0; i < width * height; i++) {
            int bright = Picture.brightness(image.getRGB(i % width, i / width));
            int value = paper + bright * (ink - paper) / 255;
            image.setRGB(
                    i % width,
                    i / width,
                    inverted ? ~Picture.rgb(value, value, value) : Picture.rgb(value, value, value));
        }
        return image;
    }
}
