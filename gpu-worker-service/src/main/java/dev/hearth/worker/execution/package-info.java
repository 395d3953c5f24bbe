/** A dispatch's life on the worker: admission, waiting, inference, and the terminal record. */
@NullMarked
package dev.hearth.worker.execution;

import org.jspecify.annotations.NullMarked;
