package dev.hearth.worker.task.ocr;

/**
 * For each pixel how likely it is text.
 *
 * @param values row by row
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record ProbabilityMap(int width, int height, float[] values) {

    float probability(int x, int y) {
        return values[y * width + x];
    }

    /** The mean over the pixels whose centres a box holds; 0 where it holds none. */
    double mean(TextBox box) {
        double cos = Math.cos(box.angle());
        double sin = Math.sin(box.angle());
        double reachX = (box.width() * Math.abs(cos) + box.height() * Math.abs(sin)) / 2;
        double reachY = (box.width() * Math.abs(sin) + box.height() * Math.abs(cos)) / 2;
        double sum = 0;
        int count = 0;
        for (int y = first(box.y() - reachY); y < last(box.y() + reachY, height); y++) {
            for (int x = first(box.x() - reachX); x < last(box.x() + reachX, width); x++) {
                double right = x + 0.5 - box.x();
                double below = y + 0.5 - box.y();
                if (Math.abs(right * cos + below * sin) <= box.width() / 2
                        && Math.abs(below * cos - right * sin) <= box.height() / 2) {
                    sum += probability(x, y);
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static int first(double from) {
        return Math.max(0, (int) Math.floor(from));
    }

    private static int last(double to, int length) {
        return Math.min(length, (int) Math.ceil(to));
    }
}
