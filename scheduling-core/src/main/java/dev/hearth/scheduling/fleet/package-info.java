/** The workers and GPUs as the scheduler believes them to be: residency, work in flight, indices over both. */
@NullMarked
package dev.hearth.scheduling.fleet;

import org.jspecify.annotations.NullMarked;
