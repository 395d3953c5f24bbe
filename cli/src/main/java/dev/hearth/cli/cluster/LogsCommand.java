package dev.hearth.cli.cluster;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.embedded.LogExcerpt;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the log of a service of the local cluster, or what a function's invocations logged. */
@Command(
        name = "logs",
        description = "Show the log of a service (gateway-1, broker, ...) or of a function.",
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Runnable {

    private static final Pattern SERVICE = Pattern.compile("[a-z]+(-[0-9]+)?");

    @Parameters(paramLabel = "NAME", description = "A service of the cluster on this machine, else a function.")
    private String name = "";

    @Option(names = "--since", paramLabel = "DURATION", description = "Only what is younger, e.g. 30s, 5m or 2h.")
    private @Nullable String since;

    @Option(names = "--tail", defaultValue = "100", paramLabel = "N", description = "At most the last N lines.")
    private int tail;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        if (tail < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--tail " + tail + " is not positive");
        }
        var from = since == null ? null : Instant.now().minus(duration(since));
        var service = localLog();
        if (service.isPresent()) {
            printFile(service.get(), from);
        } else {
            printFunction(from);
        }
    }

    /** Also of a cluster that has ended: then more than ever. */
    private Optional<Path> localLog() {
        var left = gateway.dataDirectory().resolve("logs").resolve(name + ".log");
        return SERVICE.matcher(name).matches() && Files.isRegularFile(left) ? Optional.of(left) : runningLog();
    }

    private Optional<Path> runningLog() {
        return gateway.localCluster().stream()
                .flatMap(cluster -> cluster.services().stream())
                .filter(service -> service.instance().equals(name))
                .map(service -> Path.of(service.log()))
                .findFirst();
    }

    private void printFile(Path log, @Nullable Instant from) {
        var lines = LogTime.since(LogExcerpt.tail(log, Integer.MAX_VALUE), from);
        var out = spec.commandLine().getOut();
        lines.subList(Math.max(0, lines.size() - tail), lines.size()).forEach(line -> print(out, line));
        out.flush();
    }

    private void print(PrintWriter out, String line) {
        out.println(
                output.json() ? WireJson.mapper().writeValueAsString(Map.of("instance", name, "text", line)) : line);
    }

    private void printFunction(@Nullable Instant from) {
        var path = "/system/logs?name=" + encode(name) + "&tail=" + tail
                + (from == null ? "" : "&since=" + encode(from.toString()));
        try (var client = gateway.connect()) {
            var answer = GatewayClient.requireSuccess(
                    client.send("GET", path, null, Map.of(), GatewayClient.MANAGEMENT_TIMEOUT));
            var out = spec.commandLine().getOut();
            new String(answer.body(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> out.println(output.json() ? line : text(line)));
            out.flush();
        }
    }

    private static String text(String line) {
        var entry = WireJson.mapper().readTree(line);
        return entry.path("timestamp").asString("") + " "
                + entry.path("instance").asString("") + " "
                + entry.path("text").asString("").stripTrailing();
    }

    private Duration duration(String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (DateTimeParseException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--since '" + text + "' is not a duration such as 30s, 5m or 2h", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
