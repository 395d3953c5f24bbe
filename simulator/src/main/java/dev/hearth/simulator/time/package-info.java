/** Virtual time. */
@NullMarked
package dev.hearth.simulator.time;

import org.jspecify.annotations.NullMarked;
