/** Carries the core's commands out: claims, dispatches, recalls. */
@NullMarked
package dev.hearth.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
