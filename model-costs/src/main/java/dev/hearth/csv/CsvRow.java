package dev.hearth.csv;

import java.util.List;

/** One line of a {@link CsvFile}. */
public final class CsvRow {

    private final String file;
    private final long line;
    private final List<String> columns;
    private final List<String> cells;

    CsvRow(String file, long line, List<String> columns, List<String> cells) {
        this.file = file;
        this.line = line;
        this.columns = columns;
        this.cells = cells;
    }

    /** @throws BadFileException if the cell is empty */
    public String text(int column) {
        String cell = cells.get(column);
        if (cell.isEmpty()) {
            throw bad(columns.get(column) + " is empty");
        }
        return cell;
    }

    /** A whole number of at least 0. */
    public long count(int column) {
        String cell = text(column);
        try {
            long value = Long.parseLong(cell);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw bad(columns.get(column) + " '" + cell + "' is not a whole number of at least 0");
    }

    /** A number above 0. */
    public double amount(int column) {
        String cell = text(column);
        try {
            double value = Double.parseDouble(cell);
            if (value > 0 && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw bad(columns.get(column) + " '" + cell + "' is not a number above 0");
    }

    /** To be thrown: something is wrong with this line. */
    public BadFileException bad(String mistake) {
        return new BadFileException(file, line, mistake);
    }
}
