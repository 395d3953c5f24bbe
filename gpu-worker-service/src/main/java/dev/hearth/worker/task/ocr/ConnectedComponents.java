package dev.hearth.worker.task.ocr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The connected regions of a map's pixels at or above a threshold, by flood fill; pixels that touch at a corner are
 * connected.
 */
final class ConnectedComponents {

    private final ProbabilityMap map;
    private final double threshold;
    private final boolean[] seen;
    /** Pixels of the region under way, which grows as they are looked at; each is entered once. */
    private final int[] queue;

    private ConnectedComponents(ProbabilityMap map, double threshold) {
        this.map = map;
        this.threshold = threshold;
        this.seen = new boolean[map.width() * map.height()];
        this.queue = new int[seen.length];
    }

    static List<Region> of(ProbabilityMap map, double threshold) {
        return new ConnectedComponents(map, threshold).regions();
    }

    private List<Region> regions() {
        var regions = new ArrayList<Region>();
        for (int at = 0; at < seen.length; at++) {
            if (enters(at)) {
                int pixels = fill(at);
                regions.add(new Region(outline(pixels), pixels, mean(pixels)));
            }
        }
        return regions;
    }

    private boolean enters(int at) {
        if (seen[at] || map.probability(at % map.width(), at / map.width()) < threshold) {
            return false;
        }
        seen[at] = true;
        return true;
    }

    /** @return how many pixels of the queue are the region's */
    private int fill(int start) {
        int end = 0;
        queue[end++] = start;
        for (int next = 0; next < end; next++) {
            int x = queue[next] % map.width();
            int y = queue[next] / map.width();
            for (int toY = Math.max(0, y - 1); toY <= Math.min(map.height() - 1, y + 1); toY++) {
                for (int toX = Math.max(0, x - 1); toX <= Math.min(map.width() - 1, x + 1); toX++) {
                    if (enters(toY * map.width() + toX)) {
                        queue[end++] = toY * map.width() + toX;
                    }
                }
            }
        }
        return end;
    }

    private double mean(int pixels) {
        double sum = 0;
        for (int i = 0; i < pixels; i++) {
            sum += map.probability(queue[i] % map.width(), queue[i] / map.width());
        }
        return sum / pixels;
    }

    /** Of each row only the first and the last pixel can lie on the hull. */
    private List<Point> outline(int pixels) {
        int top = Integer.MAX_VALUE;
        int bottom = 0;
        for (int i = 0; i < pixels; i++) {
            top = Math.min(top, queue[i] / map.width());
            bottom = Math.max(bottom, queue[i] / map.width());
        }
        var first = new int[bottom - top + 1];
        var last = new int[bottom - top + 1];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (int i = 0; i < pixels; i++) {
            int row = queue[i] / map.width() - top;
            first[row] = Math.min(first[row], queue[i] % map.width());
            last[row] = Math.max(last[row], queue[i] % map.width() + 1);
        }
        var outline = new ArrayList<Point>(4 * first.length);
        for (int row = 0; row < first.length; row++) {
            for (int edge = 0; edge <= 1; edge++) {
                outline.add(new Point(first[row], top + row + edge));
                outline.add(new Point(last[row], top + row + edge));
            }
        }
        return outline;
    }

    /**
     * @param outline corners of its pixels, as many as its convex hull needs
     * @param area number of its pixels
     * @param probability mean over them
     */
    record Region(List<Point> outline, int area, double probability) {}
}
