package dev.hearth.simulator.trace;

import dev.hearth.csv.CsvFile;
import dev.hearth.csv.CsvRow;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests with the time of each and no function: all of one function, or of several drawn by Zipf. The first is at time
 * zero; fractions of a millisecond are cut off.
 *
 * <p>Source: the format of the Azure LLM inference traces 2023 (Azure/AzurePublicDataset); Patel et al., "Splitwise",
 * ISCA 2024.
 */
final class RequestLog {

    static final String COLUMN = "TIMESTAMP";

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private RequestLog() {}

    static Trace read(String name, CsvFile file, LoadOptions options) {
        Zipf zipf = new Zipf(options.functions().orElse(1), options.zipf(), new SplittableRandom(options.seed()));
        List<Arrival> arrivals = new ArrayList<>();
        LocalDateTime first = null;
        while (file.hasNext()) {
            CsvRow row = file.next();
            LocalDateTime time = time(row);
            first = first == null ? time : first;
            arrivals.add(new Arrival(millisSince(first, time, row), zipf.next()));
        }
        if (arrivals.isEmpty()) {
            throw file.badHeading("no line follows the heading; at least one request is needed");
        }
        return Trace.sorted(name, arrivals);
    }

    private static LocalDateTime time(CsvRow row) {
        String cell = row.text(0);
        try {
            return LocalDateTime.parse(cell, TIME);
        } catch (DateTimeParseException e) {
            throw row.bad(COLUMN + " '" + cell + "' is not a time such as 2023-11-16 18:17:03.9799600");
        }
    }

    private static long millisSince(LocalDateTime first, LocalDateTime time, CsvRow row) {
        long millis = Duration.between(first, time).toMillis();
        if (millis < 0) {
            throw row.bad(COLUMN + " " + row.text(0) + " is before the first one");
        }
        return millis;
    }
}
