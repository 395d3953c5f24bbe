package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.sample.Sample;
import dev.hearth.cli.sample.Samples;
import dev.hearth.contracts.json.WireJson;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What a cluster comes with when {@code hearth up} has no options: all samples, and too little memory for all of them. */
@ExtendWith(DefaultCluster.class)
class SamplesIT {

    /** Quantised arithmetic differs a little between processors. */
    private static final double TOLERANCE = 0.01;

    private static final Pattern SUMMARY =
            Pattern.compile("(\\d+) hits, (\\d+) misses, of these (\\d+) of a model that had been evicted");

    private final HearthCluster cluster;

    SamplesIT(HearthCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everySampleAnswersItsInputAsExpected() throws Exception {
        for (var sample : Samples.choose(Checkout.find(), List.of("all"))) {
            var answer = cluster.caller()
                    .invoke(sample.function().service(), sample.contentType(), Files.readAllBytes(sample.input()));

            assertAgrees(sample.name(), answer.json(), expected(sample));
        }
    }

    @Test
    void theDemonstrationShowsHitsMissesAndEvictions() {
        var demo = cluster.hearth("demo", "--rounds", "3").requireSuccess().out();

        var summary = SUMMARY.matcher(demo);
        assertThat(summary.find()).as(demo).isTrue();
        assertThat(Integer.parseInt(summary.group(1))).as("hits in\n" + demo).isPositive();
        assertThat(Integer.parseInt(summary.group(3)))
                .as("evictions in\n" + demo)
                .isPositive();
    }

    private static JsonNode expected(Sample sample) throws Exception {
        return WireJson.mapper().readTree(Files.readAllBytes(sample.folder().resolve("expected.json")));
    }

    private static void assertAgrees(String place, JsonNode actual, JsonNode expected) {
        assertThat(actual.getNodeType()).as(place).isEqualTo(expected.getNodeType());
        if (expected.isNumber()) {
            assertThat(actual.doubleValue())
                    .as(place)
                    .isCloseTo(expected.doubleValue(), within(TOLERANCE * (1 + Math.abs(expected.doubleValue()))));
        } else if (expected.isContainer()) {
            assertThat(actual.size()).as("size of " + place).isEqualTo(expected.size());
            expected.propertyStream()
                    .forEach(property -> assertAgrees(
                            place + "." + property.getKey(), actual.path(property.getKey()), property.getValue()));
            for (var i = 0; expected.isArray() && i < expected.size(); i++) {
                assertAgrees(place + "[" + i + "]", actual.get(i), expected.get(i));
            }
        } else {
            assertThat(actual).as(place).isEqualTo(expected);
        }
    }
}
