/** Pictures: read from bytes within bounds, resampled, and put into classes. */
@NullMarked
package dev.hearth.worker.task.image;

import org.jspecify.annotations.NullMarked;
