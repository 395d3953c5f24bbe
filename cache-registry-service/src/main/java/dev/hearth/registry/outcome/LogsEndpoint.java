package dev.hearth.registry.outcome;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.registry.catalogue.FunctionCatalogue;
import dev.hearth.registry.problem.RefusedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /system/logs}: one JSON object a line, each sent as soon as it is there. */
@RestController
class LogsEndpoint {

    private static final Logger log = LoggerFactory.getLogger(LogsEndpoint.class);

    private final FunctionLog lines;
    private final LogFollowers followers;
    private final FunctionCatalogue catalogue;

    LogsEndpoint(FunctionLog lines, LogFollowers followers, FunctionCatalogue catalogue) {
        this.lines = lines;
        this.followers = followers;
        this.catalogue = catalogue;
    }

    /**
     * @param instance a GPU, as entries name it
     * @param tail how many of the latest lines; all that are kept if absent or negative
     * @param since RFC 3339
     * @param follow goes on with what comes
     */
    @GetMapping("/system/logs")
    void logs(
            @RequestParam String name,
            @RequestParam(required = false) @Nullable String namespace,
            @RequestParam(required = false) @Nullable String instance,
            @RequestParam(defaultValue = "-1") int tail,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(defaultValue = "false") boolean follow,
            HttpServletResponse response)
            throws IOException {
        var function = catalogue.find(name, namespace);
        var query = new LogQuery(function.name(), function.namespace(), orNull(instance), instant(since), tail);
        if (follow) {
            try (var place = followers.enter()) {
                follow(query, place, response);
            }
        } else {
            var page = lines.read(query);
            begin(response);
            write(response, query, page.lines());
        }
    }

    private void follow(LogQuery query, LogFollowers.Place place, HttpServletResponse response) {
        var page = lines.read(query);
        begin(response);
        try {
            send(response, query, page.lines());
            place.follow(query, page.last(), more -> send(response, query, more));
        } catch (IOException e) {
            log.debug("a follower of {} left", query.function(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void begin(HttpServletResponse response) {
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
    }

    /** Without lines an empty one, which readers of JSON skip: the answer begins at once, and one that left is noticed. */
    private static void send(HttpServletResponse response, LogQuery query, List<FunctionLog.Line> lines)
            throws IOException {
        if (lines.isEmpty()) {
            response.getOutputStream().write('\n');
        }
        write(response, query, lines);
    }

    private static void write(HttpServletResponse response, LogQuery query, List<FunctionLog.Line> lines)
            throws IOException {
        var out = response.getOutputStream();
        for (var line : lines) {
            out.write(WireJson.mapper().writeValueAsBytes(LogEntry.of(query, line)));
            out.write('\n');
        }
        response.flushBuffer();
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable Instant instant(@Nullable String since) {
        if (since == null || since.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(since).toInstant();
        } catch (DateTimeException e) {
            throw new RefusedException(
                    ErrorCode.BAD_INPUT,
                    "since '" + since + "' is not a time such as 2026-01-31T12:00:00Z (RFC 3339)",
                    e);
        }
    }
}
