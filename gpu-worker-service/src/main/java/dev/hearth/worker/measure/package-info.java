/** Measurements of the worker's own parts in a process of their own, which {@code hearth bench} starts. */
@NullMarked
package dev.hearth.worker.measure;

import org.jspecify.annotations.NullMarked;
