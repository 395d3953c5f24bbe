/** The one thread that owns the core's state. */
@NullMarked
package dev.hearth.scheduler.loop;

import org.jspecify.annotations.NullMarked;
