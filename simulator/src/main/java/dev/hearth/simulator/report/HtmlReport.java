package dev.hearth.simulator.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.webjars.WebJarVersionLocator;
import tools.jackson.databind.json.JsonMapper;

/** Writes a report as one page that needs nothing else: script, chart library and data are in it. */
public final class HtmlReport {

    private static final String CHARTS = "chart.js";
    private static final String CHARTS_FILE = "dist/chart.umd.min.js";

    private HtmlReport() {}

    public static void write(ReportData data, Writer out) {
        Map<String, Object> page = Map.of(
                "title", data.title(),
                "command", data.command(),
                "facts", data.facts(),
                "rows",
                        ReportRow.of(data.runs().stream()
                                .map(ReportData.Run::summary)
                                .toList()),
                "hasSkipLimits", !data.skipLimits().isEmpty(),
                "hasRates", !data.rates().isEmpty(),
                "hasAblations", !data.ablations().isEmpty(),
                "charts", charts(),
                "script", beside("report.js"),
                "data", json(data));
        Mustache.compiler().compile(beside("report.html")).execute(page, out);
    }

    /** Without any {@code <}, which could end the script it stands in, or begin another; in JSON it occurs in texts only. */
    private static String json(ReportData data) {
        return JsonMapper.shared().writeValueAsString(data).replace("<", "\\u003c");
    }

    private static String charts() {
        String path = new WebJarVersionLocator().fullPath(CHARTS, CHARTS_FILE);
        if (path == null) {
            throw new IllegalStateException(CHARTS + " is not on the class path");
        }
        return text(HtmlReport.class.getResourceAsStream("/" + path), path);
    }

    private static String beside(String name) {
        return text(HtmlReport.class.getResourceAsStream(name), name);
    }

    private static String text(InputStream resource, String name) {
        try (resource) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
