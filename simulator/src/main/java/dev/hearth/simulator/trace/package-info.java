/** The load of a run: which function is invoked when. */
@NullMarked
package dev.hearth.simulator.trace;

import org.jspecify.annotations.NullMarked;
