/** Runs of the scheduling core on simulated GPUs, in virtual time. */
@NullMarked
package dev.hearth.simulator;

import org.jspecify.annotations.NullMarked;
