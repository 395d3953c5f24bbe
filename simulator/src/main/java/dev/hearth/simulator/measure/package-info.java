/** What came of a run, in figures. */
@NullMarked
package dev.hearth.simulator.measure;

import org.jspecify.annotations.NullMarked;
