/** Decides where invocations run and dispatches them: a thin service around the scheduling core. */
@NullMarked
package dev.hearth.scheduler;

import org.jspecify.annotations.NullMarked;
