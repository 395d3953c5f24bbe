package dev.hearth.cli.gateway;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Rows under headings, each column as wide as its widest cell. */
public final class Table {

    private static final int GAP = 2;

    private final List<String[]> rows = new ArrayList<>();

    public Table(String... headings) {
        rows.add(headings);
    }

    public void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        var columns = new Column[rows.getFirst().length];
        for (var at = 0; at < columns.length; at++) {
            columns[at] = new Column(width(at) + GAP, 0, Overflow.SPAN);
        }
        var table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
        rows.forEach(table::addRowValues);
        return table.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }
}
