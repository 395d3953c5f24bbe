package dev.hearth.registry.outcome;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.registry.catalogue.FunctionCatalogue;
import dev.hearth.registry.problem.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /system/logs}: what there is, one JSON object a line; it does not follow. */
@RestController
class LogsEndpoint {

    private final FunctionLog lines;
    private final FunctionCatalogue catalogue;

    LogsEndpoint(FunctionLog lines, FunctionCatalogue catalogue) {
        this.lines = lines;
        this.catalogue = catalogue;
    }

    /**
     * @param tail how many of the latest lines; all that are kept if absent or negative
     * @param since RFC 3339
     */
    @GetMapping("/system/logs")
    ResponseEntity<byte[]> logs(
            @RequestParam String name,
            @RequestParam(defaultValue = FunctionRecord.DEFAULT_NAMESPACE) String namespace,
            @RequestParam(defaultValue = "-1") int tail,
            @RequestParam(required = false) @Nullable String since) {
        catalogue.refuseUnknown(name, namespace);
        var most = tail < 0 ? FunctionLog.LINES : Math.min(tail, FunctionLog.LINES);
        var from = since == null || since.isEmpty() ? null : instant(since);
        var text = most == 0
                ? ""
                : lines.read(name, namespace, most, from).stream()
                        .map(line -> LogEntry.of(name, namespace, line))
                        .map(entry -> WireJson.mapper().writeValueAsString(entry) + "\n")
                        .collect(Collectors.joining());
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_NDJSON)
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Instant instant(String since) {
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
