@NullMarked
package dev.hearth.worker.task.ocr;

import org.jspecify.annotations.NullMarked;
