/** The figures of many runs as one page. */
@NullMarked
package dev.hearth.simulator.report;

import org.jspecify.annotations.NullMarked;
