package dev.hearth.simulator.trace;

import dev.hearth.csv.CsvFile;
import dev.hearth.csv.CsvRow;
import java.util.ArrayList;
import java.util.List;

/** Hearth's own format: one line an arrival, in the order of time. */
final class ArrivalList {

    static final List<String> COLUMNS = List.of("arrival_ms", "function");

    private ArrivalList() {}

    static Trace read(String name, CsvFile file) {
        List<Arrival> arrivals = new ArrayList<>();
        long lastMillis = 0;
        while (file.hasNext()) {
            CsvRow row = file.next();
            Arrival arrival = new Arrival(row.count(0), row.text(1));
            if (arrival.millis() < lastMillis) {
                throw row.bad("arrival_ms " + arrival.millis() + " is before that of the line above, " + lastMillis);
            }
            lastMillis = arrival.millis();
            arrivals.add(arrival);
        }
        if (arrivals.isEmpty()) {
            throw file.badHeading("no line follows the heading; at least one arrival is needed");
        }
        return new Trace(name, arrivals);
    }
}
