@NullMarked
package dev.hearth.worker.task.image;

import org.jspecify.annotations.NullMarked;
