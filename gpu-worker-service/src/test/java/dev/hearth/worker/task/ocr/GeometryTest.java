package dev.hearth.worker.task.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GeometryTest {

    private static final Offset<Double> CLOSE = within(1e-9);

    @Test
    void findsRegionsThatTouchAtNoMoreThanACorner() {
        var map = map(
                "##...#", //
                "..#...", "......", "#.....");

        var regions = ConnectedComponents.of(map, 0.5);

        assertThat(regions).extracting(ConnectedComponents.Region::area).containsExactly(3, 1, 1);
        assertThat(regions.getFirst().probability()).isCloseTo(0.9, within(1e-6));
        assertThat(ConvexHull.of(regions.getLast().outline()))
                .containsExactlyInAnyOrder(new Point(0, 3), new Point(1, 3), new Point(1, 4), new Point(0, 4));
    }

    @Test
    void findsOneRegionHoweverItWinds() {
        var map = map(
                "#######", //
                "......#", "#####.#", "#...#.#", "#.###.#", "#.....#", "#######");

        assertThat(ConnectedComponents.of(map, 0.5)).hasSize(1);
        assertThat(ConnectedComponents.of(map, 0.95)).isEmpty();
    }

    @Test
    void putsAHullAroundAllPointsAndOnlyThroughSome() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var points = new ArrayList<Point>();
            for (int i = 0; i < 3 + seed; i++) {
                points.add(new Point(random.nextInt(20), random.nextInt(20)));
            }

            var hull = ConvexHull.of(points);

            assertThat(points).as("seed %d", seed).containsAll(hull);
            for (int i = 0; i < hull.size() && hull.size() > 2; i++) {
                var from = hull.get(i);
                var to = hull.get((i + 1) % hull.size());
                assertThat(points).as("seed %d", seed).allMatch(point -> from.cross(to, point) >= 0);
            }
        }
    }

    @Test
    void findsTheRectangleThatPointsWereDrawnIn() {
        for (double degrees = -44; degrees <= 44; degrees += 4) {
            var drawn = new TextBox(50, 40, Math.toRadians(degrees), 60, 12);

            var found = SmallestRectangle.around(ConvexHull.of(drawn.corners()));

            assertThat(found.x()).isCloseTo(50, CLOSE);
            assertThat(found.y()).isCloseTo(40, CLOSE);
            assertThat(Math.toDegrees(found.angle())).isCloseTo(degrees, within(1e-6));
            assertThat(found.width()).isCloseTo(60, within(1e-6));
            assertThat(found.height()).isCloseTo(12, within(1e-6));
        }
    }

    @Test
    void namesCornersClockwiseFromTopLeftWhicheverWayTheTextRuns() {
        var box = new TextBox(10, 10, 0, 8, 4);

        for (var turned : List.of(box, box.turned().turned(), new TextBox(10, 10, Math.PI / 2, 4, 8))) {
            var corners = turned.corners();

            assertThat(corners.get(0).x()).isCloseTo(6, CLOSE);
            assertThat(corners.get(0).y()).isCloseTo(8, CLOSE);
            assertThat(corners.get(1).x()).isCloseTo(14, CLOSE);
            assertThat(corners.get(1).y()).isCloseTo(8, CLOSE);
            assertThat(corners.get(2).y()).isCloseTo(12, CLOSE);
            assertThat(corners.get(3).x()).isCloseTo(6, CLOSE);
        }
    }

    @Test
    void readsNoMoreThanFitsTheBudgetOfAPicture() {
        var reading = new LineReading(96, 3_840);
        var box = new TextBox(0, 0, 0, 100, 10);

        assertThat(reading.fitting(List.of(box, box, box), 2 * 480)).isEqualTo(2);
        assertThat(reading.fitting(List.of(box.narrowed(1), box), 96 + 480)).isEqualTo(2);
        assertThat(reading.fitting(List.of(new TextBox(0, 0, 0, 10_000, 10)), 3_839))
                .isZero();
    }

    @Test
    void ordersRowsOfASkewedPage() {
        double slope = Math.tan(Math.toRadians(6));
        var lines = new ArrayList<Line>();
        for (int row = 0; row < 5; row++) {
            for (int column = 0; column < 4; column++) {
                double x = 100 + 200 * column;
                lines.add(line(row + "" + column, x, 100 + 40 * row + slope * x, Math.toRadians(6)));
            }
        }
        Collections.shuffle(lines, new Random(3));

        assertThat(ReadingOrder.of(lines)).extracting(Line::text).isSorted();
    }

    @Test
    void beginsAtTheTextsOwnTop() {
        var first = line("first", 300, 300, Math.PI);
        var second = line("second", 300, 200, Math.PI);

        assertThat(ReadingOrder.of(List.of(second, first)))
                .extracting(Line::text)
                .containsExactly("first", "second");
    }

    private static Line line(String text, double x, double y, double angle) {
        return new Line(new TextBox(x, y, angle, 150, 30), text, 1);
    }

    private static ProbabilityMap map(String... rows) {
        var values = new float[rows.length * rows[0].length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 0.9f : 0.1f;
        }
        return new ProbabilityMap(rows[0].length(), rows.length, values);
    }
}
