package dev.hearth.cli.model;

import dev.hearth.cli.gateway.Table;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Rows on what the schedulers expect a model to cost, beside what it cost. */
final class ExpectedCosts {

    private ExpectedCosts() {}

    /** @param forecast as {@code GET /v1/models} tells it; no row if it is missing */
    static void rows(Table table, JsonNode forecast) {
        row(table, "expected inference", forecast.path("inference"));
        forecast.path("load")
                .propertyStream()
                .forEach(load -> row(table, "expected load from " + load.getKey(), load.getValue()));
    }

    private static void row(Table table, String field, JsonNode cost) {
        if (cost.isObject()) {
            table.row(field, millis(cost.path("expectedMs")) + measured(cost));
        }
    }

    private static String measured(JsonNode cost) {
        int predictions = cost.path("predictions").asInt(0);
        if (predictions == 0) {
            return ", none measured yet";
        }
        return String.format(
                Locale.ROOT,
                ", the last took %s; off by %.1f %% in the median of %d predictions",
                millis(cost.path("measuredMs")),
                100 * cost.path("medianErrorRatio").asDouble(0),
                predictions);
    }

    private static String millis(JsonNode value) {
        return String.format(Locale.ROOT, "%.1f ms", value.asDouble(0));
    }
}
