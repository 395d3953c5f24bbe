package dev.hearth.cli.cluster;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds lines of a log by the time that they begin with. */
final class LogTime {

    private LogTime() {}

    /** All lines from the first that is not older; a line without a time belongs to the one above it. */
    static List<String> since(List<String> lines, @Nullable Instant from) {
        if (from == null) {
            return lines;
        }
        for (var at = 0; at < lines.size(); at++) {
            if (of(lines.get(at)).filter(time -> !time.isBefore(from)).isPresent()) {
                return lines.subList(at, lines.size());
            }
        }
        return List.of();
    }

    private static Optional<Instant> of(String line) {
        var space = line.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(line.substring(0, space)).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
