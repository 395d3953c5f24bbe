package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.cli.gateway.OutputOption;
import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
    private static final Pattern DURATION = Pattern.compile("[0-9]{1,9}(\\.[0-9]+)?[smhSMH]");

    @Parameters(paramLabel = "NAME", description = "A service of the cluster on this machine, else a function.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until Ctrl-C; a function's log for an hour at a time.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "DURATION|TIME",
            description = "Only what is younger, e.g. 30s, 5m or 2h, or 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(
            names = "--tail",
            defaultValue = "100",
            paramLabel = "N",
            description = "At most the last N lines of what is there (default: ${DEFAULT-VALUE}).")
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
        var from = since == null ? null : instant(since);
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
        var out = spec.commandLine().getOut();
        try (var file = ServiceLog.open(log)) {
            var lines = LogTime.since(file.present(), from);
            lines.subList(Math.max(0, lines.size() - tail), lines.size()).forEach(line -> print(out, line));
            out.flush();
            if (follow) {
                file.follow(line -> {
                    print(out, line);
                    out.flush();
                });
            }
        } catch (IOException e) {
            throw new CommandFailedException(log + " cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(PrintWriter out, String line) {
        out.println(
                output.json() ? WireJson.mapper().writeValueAsString(Map.of("instance", name, "text", line)) : line);
    }

    private void printFunction(@Nullable Instant from) {
        var path = "/system/logs?name=" + encode(name) + "&tail=" + tail
                + (from == null ? "" : "&since=" + encode(from.toString()))
                + (follow ? "&follow=true" : "");
        var out = spec.commandLine().getOut();
        try (var client = gateway.connect()) {
            client.readLines(path, line -> {
                out.println(output.json() ? line : text(line));
                out.flush();
            });
        }
    }

    private static String text(String line) {
        var entry = WireJson.mapper().readTree(line);
        return entry.path("timestamp").asString("") + " "
                + entry.path("instance").asString("") + " "
                + entry.path("text").asString("").stripTrailing();
    }

    private Instant instant(String text) {
        try {
            return DURATION.matcher(text).matches()
                    ? Instant.now().minus(Duration.parse("PT" + text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--since '" + text + "' is neither a duration such as 30s, 5m or 2h nor a time such as"
                            + " 2026-01-31T12:00:00Z",
                    e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
