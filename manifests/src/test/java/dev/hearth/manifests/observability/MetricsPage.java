package dev.hearth.manifests.observability;

import dev.hearth.manifests.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The metrics that {@code docs/metrics.md} lists. {@code MetricsIT} compares that page with what services tell. */
public final class MetricsPage {

    private static final Pattern METRIC = Pattern.compile("\\b(hearth|gateway)_[a-z_]+");
    private static final Pattern HISTOGRAM_PART = Pattern.compile("_(sum|count|bucket)$");

    private MetricsPage() {}

    /** Names of ours in a PromQL query or in a text that the page does not have. */
    public static List<String> unknownIn(String query) {
        var page = page();
        return METRIC.matcher(query)
                .results()
                .map(MatchResult::group)
                .filter(metric -> !lists(page, metric)
                        && !lists(page, HISTOGRAM_PART.matcher(metric).replaceFirst("")))
                .distinct()
                .toList();
    }

    private static boolean lists(String page, String metric) {
        return page.contains("| `" + metric + "` |");
    }

    private static String page() {
        try {
            return Files.readString(Checkout.file("docs/metrics.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
