package dev.hearth.worker.task.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which lines are read: rows from top to bottom, each from its start to its end.
 *
 * <p>Top is where the text's own top is: that of a page that lies askew, on its side or on its head is its first row.
 */
final class ReadingOrder {

    /** Of the lesser height: how far centres may be apart in one row. */
    private static final double SAME_ROW = 0.5;

    private final double cos;
    private final double sin;

    private ReadingOrder(List<Line> lines) {
        double across = 0;
        double down = 0;
        for (var line : lines) {
            across += line.box().width() * Math.cos(line.box().angle());
            down += line.box().width() * Math.sin(line.box().angle());
        }
        double angle = Math.atan2(down, across);
        this.cos = Math.cos(angle);
        this.sin = Math.sin(angle);
    }

    static List<Line> of(List<Line> lines) {
        return new ReadingOrder(lines).order(lines);
    }

    private List<Line> order(List<Line> lines) {
        var ordered = new ArrayList<Line>(lines.size());
        var row = new ArrayList<Line>();
        for (var line :
                lines.stream().sorted(Comparator.comparingDouble(this::down)).toList()) {
            if (!row.isEmpty() && !continues(row, line)) {
                flush(row, ordered);
            }
            row.add(line);
        }
        flush(row, ordered);
        return ordered;
    }

    private boolean continues(List<Line> row, Line line) {
        double middle = row.stream().mapToDouble(this::down).average().orElseThrow();
        double height =
                row.stream().mapToDouble(each -> each.box().height()).min().orElseThrow();
        return down(line) - middle < SAME_ROW * Math.min(height, line.box().height());
    }

    private void flush(List<Line> row, List<Line> ordered) {
        row.sort(Comparator.comparingDouble(this::across));
        ordered.addAll(row);
        row.clear();
    }

    private double across(Line line) {
        return line.box().x() * cos + line.box().y() * sin;
    }

    private double down(Line line) {
        return line.box().y() * cos - line.box().x() * sin;
    }
}
