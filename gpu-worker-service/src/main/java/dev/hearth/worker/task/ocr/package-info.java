/** Reading text: lines found, turned upright, read, and put in reading order. */
@NullMarked
package dev.hearth.worker.task.ocr;

import org.jspecify.annotations.NullMarked;
