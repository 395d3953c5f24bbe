/** Ends that the scheduler itself puts into the results log. */
@NullMarked
package dev.hearth.scheduler.outcome;

import org.jspecify.annotations.NullMarked;
