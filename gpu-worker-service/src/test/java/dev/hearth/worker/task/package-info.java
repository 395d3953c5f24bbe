@NullMarked
package dev.hearth.worker.task;

import org.jspecify.annotations.NullMarked;
