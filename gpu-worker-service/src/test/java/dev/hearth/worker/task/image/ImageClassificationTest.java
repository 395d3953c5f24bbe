package dev.hearth.worker.task.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** On a graph that answers the mean of each channel: what it is given can be read off. */
class ImageClassificationTest {

    private static final int ORANGE = 0xFF8000;

    @TempDir
    private Path directory;

    @Test
    void answersTheLikeliestLabelAndAllProbabilities() throws Exception {
        try (var model = load(Map.of("width", 4, "height", 2), "red", "green", "blue")) {
            var answer = classify(model, image(40, 10, 0x00FF00));

            assertThat(answer.get("model").stringValue()).isEqualTo("colours:1");
            assertThat(answer.get("label").stringValue()).isEqualTo("green");
            assertThat(answer.propertyNames()).containsExactly("model", "label", "probabilities");
            double e = Math.E;
            assertThat(answer.get("probabilities").get(1).doubleValue()).isCloseTo(e / (e + 2), within(1e-6));
            assertThat(answer.get("probabilities").get(0).doubleValue()).isCloseTo(1 / (e + 2), within(1e-6));
        }
    }

    @Test
    void answersTheClassNumberWithoutLabels() throws Exception {
        try (var model = load(Map.of("width", 4, "height", 2, "labelField", "colour"))) {
            assertThat(classify(model, image(8, 8, 0x0000FF)).get("colour").intValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void normalisesEachChannel() throws Exception {
        var parameters = Map.<String, Object>of(
                "width", 4, "height", 2, "softmax", false, "mean", List.of(0.5, 0, 1), "std", 0.5);
        try (var model = load(parameters)) {
            var means = classify(model, image(8, 8, ORANGE)).get("probabilities");

            assertThat(means.get(0).doubleValue()).isCloseTo(1, within(1e-6));
            assertThat(means.get(1).doubleValue()).isCloseTo(256 / 255.0, within(1e-6));
            assertThat(means.get(2).doubleValue()).isCloseTo(-2, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"stretch, dark, 1.0", "contain, dark, 0.5", "stretch, light, 0.0", "stretch, any, 1.0"})
    void fitsAsTold(String fit, String background, double red) throws Exception {
        var parameters =
                Map.<String, Object>of("width", 4, "height", 2, "softmax", false, "fit", fit, "background", background);
        try (var model = load(parameters)) {
            // As high as wide: it fills half of what is twice as wide as high.
            var means = classify(model, image(10, 10, 0xFF0000)).get("probabilities");

            assertThat(means.get(0).doubleValue()).isCloseTo(red, within(1e-6));
        }
    }

    @Test
    void refusesWhatIsNoPictureOrABlankOneWhereInkIsExpected() throws Exception {
        try (var model = load(Map.of("width", 4, "height", 2, "fit", "ink"))) {
            assertThatThrownBy(() -> model.run(new Task.Input("image/png", "7".getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("the body of 1 bytes is no image that can be read; expected a PNG, JPEG or WebP image");
            assertThatThrownBy(() -> classify(model, image(30, 20, ORANGE)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessage(
                            "nothing is drawn in the picture of 30 x 20 pixels; expected ink that stands out from its"
                                    + " background");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channels | 2 | 1 or 3",
                "width | 0 | an integer within 1 and 1024",
                "mean | grey | a number or a list of 3",
                "fit | crop | one of [stretch, contain, ink]",
                "background | grey | one of [dark, light, any]",
                "labelField | a b | a name of letters, digits and underscores"
            })
    void namesAParameterThatIsNotValid(String name, String value, String expected) {
        Object parameter = value.matches("\\d+") ? Integer.valueOf(value) : value;

        assertThatThrownBy(() -> load(Map.of(name, parameter)))
                .hasMessageContaining(
                        "parameter " + name + " of model://colours:1 is '" + value + "', expected " + expected);
    }

    @Test
    void namesALabelsFileThatDoesNotFit() throws Exception {
        try (var model = load(Map.of("width", 4, "height", 2), "red", "green")) {
            assertThatThrownBy(() -> classify(model, image(8, 8, ORANGE)))
                    .hasMessage("labels.txt of colours:1 has 2 lines, but the model 3 classes");
        }
    }

    @Test
    void classifiesSeveralPicturesAsEachByItself() throws Exception {
        var classifier = new Classifier(directory);
        var colours = List.of(0xFF0000, 0x00FF00, 0x123456, ORANGE, 0x0000FF);
        try (var model =
                classifier.load("several", classifier.meanOfChannels(-1, 3, 2, 4), Map.of("width", 4, "height", 2))) {
            assertThat(model.runsTogether()).isTrue();
            var inputs = new ArrayList<Task.Input>();
            for (int colour : colours) {
                inputs.add(new Task.Input(null, ImageBytes.encoded(image(9, 7, colour), "png")));
            }
            inputs.add(2, new Task.Input(null, "no picture".getBytes(StandardCharsets.UTF_8)));

            var results = new ArrayList<>(model.run(inputs).results());

            assertThat(results).hasSize(6);
            assertThat(((Task.Result.Failed) results.remove(2)).cause()).isInstanceOf(BadInputException.class);
            inputs.remove(2);
            for (int i = 0; i < inputs.size(); i++) {
                var answer = ((Task.Result.Answered) results.get(i)).answer();
                assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                        .isEqualTo(new String(model.run(inputs.get(i)).body(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void takesPicturesOneByOneWhereTheGraphDoes() throws Exception {
        try (var model = load(Map.of("width", 4, "height", 2))) {
            assertThat(model.runsTogether()).isFalse();
            var red = new Task.Input(null, ImageBytes.encoded(image(8, 8, 0xFF0000), "png"));
            var blue = new Task.Input(null, ImageBytes.encoded(image(8, 8, 0x0000FF), "png"));

            assertThat(model.run(List.of(red, blue)).results())
                    .extracting(result -> JsonMapper.shared()
                            .readTree(((Task.Result.Answered) result).answer().body())
                            .get("label")
                            .intValue())
                    .containsExactly(0, 2);
        }
    }

    private ResidentModel load(Map<String, Object> parameters, String... labels) throws Exception {
        var classifier = new Classifier(directory);
        return classifier.load("colours", classifier.meanOfChannels(3, 2, 4), parameters, labels);
    }

    private static JsonNode classify(ResidentModel model, BufferedImage image) throws Exception {
        var answer = model.run(new Task.Input(null, ImageBytes.encoded(image, "png")));
        assertThat(answer.contentType()).isEqualTo("application/json");
        return JsonMapper.shared().readTree(answer.body());
    }

    private static BufferedImage image(int width, int height, int colour) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, colour);
        }
        return image;
    }
}
