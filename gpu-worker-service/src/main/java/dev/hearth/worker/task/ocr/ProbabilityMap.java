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
}
