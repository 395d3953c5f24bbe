package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.trace.Arrival;
import dev.hearth.simulator.trace.Trace;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    private final List<SimulationPlan> plans = List.of(
            SimulationPlan.of(trace("calm"), PolicyChoice.of("locality-aware")),
            SimulationPlan.of(trace("</script><b>wild"), PolicyChoice.of("locality-aware")));

    @Test
    void isOnePageThatLoadsNothing() {
        String page = page(List.of());

        assertThat(page).startsWith("<!DOCTYPE html>").contains("Chart.js v4");
        assertThat(page).doesNotContainPattern("(src|href)\\s*=\\s*[\"']");
        assertThat(page).contains("./hearth simulate &lt;it&gt;");
    }

    @Test
    void carriesItsFiguresAsData() {
        JsonNode data = data(page(List.of()));

        assertThat(data.get("runs").size()).isEqualTo(2);
        JsonNode run = data.get("runs").get(0);
        assertThat(run.get("summary").get("meanSeconds").doubleValue()).isEqualTo(3.69);
        assertThat(run.get("latencySteps").size()).isEqualTo(201);
        assertThat(run.get("replicas").toString()).isEqualTo("[[0.0,0.0],[2.41,1.0]]");
    }

    @Test
    void isNotBrokenByTheNameOfATrace() {
        String page = page(List.of());

        assertThat(data(page).get("runs").get(1).get("summary").get("trace").stringValue())
                .isEqualTo("</script><b>wild");
        assertThat(page).doesNotContain("<b>wild").contains("&lt;b&gt;wild");
    }

    @Test
    void leavesOutSweepsThatWereNotRun() {
        assertThat(page(List.of())).doesNotContain("<h2>Skip limit</h2>").doesNotContain("<h2>Rate</h2>");
        assertThat(page(new Sweeps(plans, _ -> {}).skipLimits())).contains("<h2>Skip limit</h2>");
    }

    @Test
    void sweepsOneThingOnEveryTrace() {
        List<String> told = new ArrayList<>();
        Sweeps sweeps = new Sweeps(plans, told::add);

        assertThat(sweeps.skipLimits())
                .extracting(point -> point.summary().policy() + " " + point.label())
                .hasSize(12)
                .contains("locality-aware-out-of-order 0", "locality-aware-out-of-order 45");
        assertThat(sweeps.rates())
                .extracting(point -> point.summary().rate())
                .containsExactly(0.5, 0.75, 1.0, 1.25, 1.5, 0.5, 0.75, 1.0, 1.25, 1.5);
        assertThat(sweeps.evictions())
                .extracting(point -> point.summary().eviction())
                .contains("lru", "clairvoyant");
        assertThat(sweeps.ablations())
                .extracting(ReportData.Point::label)
                .contains("all features", "without overlap", "without background-copies");
        assertThat(told).first().isEqualTo("Simulating skip limits: 12 runs");
    }

    private String page(List<ReportData.Point> skipLimits) {
        List<ReportData.Run> runs =
                plans.stream().map(Simulation::run).map(ReportData.Run::of).toList();
        StringWriter page = new StringWriter();
        HtmlReport.write(
                new ReportData(
                        "A title",
                        "./hearth simulate <it>",
                        Facts.of(plans),
                        runs,
                        skipLimits,
                        List.of(),
                        List.of(),
                        List.of()),
                page);
        return page.toString();
    }

    private static JsonNode data(String page) {
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        return JsonMapper.shared().readTree(matcher.group(1));
    }

    private static Trace trace(String name) {
        return new Trace(name, List.of(new Arrival(0, "f01")));
    }
}
