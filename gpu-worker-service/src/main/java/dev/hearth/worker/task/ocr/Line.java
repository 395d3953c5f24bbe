package dev.hearth.worker.task.ocr;

/**
 * A line that was read.
 *
 * @param box whose angle is the direction in which the text runs
 * @param confidence mean probability of its characters, 0 without any
 */
record Line(TextBox box, String text, double confidence) {}
