/** Invocations from the log, and the offsets that say which of them are finished. */
@NullMarked
package dev.hearth.scheduler.intake;

import org.jspecify.annotations.NullMarked;
