package dev.hearth.simulator.trace;

import dev.hearth.csv.CsvFile;
import java.nio.file.Path;
import java.util.List;

/** The traces by name: a file in one of three formats, told apart by their headings, or synthetic load. */
public final class Traces {

    private Traces() {}

    /**
     * Reads or makes a trace.
     *
     * @param source a file or {@link ZipfLoad#NAME}
     * @throws dev.hearth.csv.BadFileException naming file and line
     * @throws IllegalArgumentException if nothing or too much is in it
     */
    public static Trace named(String source, LoadOptions options) {
        if (source.equals(ZipfLoad.NAME)) {
            return ZipfLoad.make(options);
        }
        Path path = Path.of(source);
        String name = path.getFileName().toString().replaceFirst("\\.csv$", "");
        try (CsvFile file = CsvFile.open(path)) {
            List<String> columns = file.columns();
            if (columns.equals(ArrivalList.COLUMNS)) {
                return ArrivalList.read(name, file);
            }
            if (columns.size() > MinuteCounts.COLUMNS.size()
                    && columns.subList(0, MinuteCounts.COLUMNS.size()).equals(MinuteCounts.COLUMNS)) {
                return MinuteCounts.read(name, file, options);
            }
            if (!columns.isEmpty() && columns.getFirst().equals(RequestLog.COLUMN)) {
                return RequestLog.read(name, file, options);
            }
            throw file.badHeading("begins with '" + String.join(",", columns.subList(0, Math.min(5, columns.size())))
                    + "'; known are " + String.join(",", ArrivalList.COLUMNS) + "; "
                    + String.join(",", MinuteCounts.COLUMNS) + ",MINUTE,...; " + RequestLog.COLUMN + ",...");
        }
    }
}
