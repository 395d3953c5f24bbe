package dev.hearth.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** The loads that a worker's own log tells of, by the invocation that began each. To a millisecond. */
final class LoadLog {

    private static final Pattern LOADED = Pattern.compile(
            "(\\S+) .*\\bloaded model=\\S+ gpu=\\d+ bytes=\\d+ loadMs=(\\d+) tier=(\\S+) invocation=(\\S+)");

    private LoadLog() {}

    /**
     * One load.
     *
     * @param tier from which the model came
     */
    record Load(Span span, String tier) {}

    static SequencedMap<String, Load> read(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            var loads = new LinkedHashMap<String, Load>();
            lines.map(LOADED::matcher).forEach(line -> {
                if (line.find()) {
                    double endMillis =
                            OffsetDateTime.parse(line.group(1)).toInstant().toEpochMilli();
                    double loadMs = Double.parseDouble(line.group(2));
                    loads.put(line.group(4), new Load(new Span(endMillis - loadMs, endMillis), line.group(3)));
                }
            });
            return loads;
        }
    }
}
