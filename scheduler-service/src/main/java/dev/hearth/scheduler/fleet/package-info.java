/** The workers, as their own log tells. */
@NullMarked
package dev.hearth.scheduler.fleet;

import org.jspecify.annotations.NullMarked;
