/** A cluster in virtual time that misbehaves by seed, and the rules that must hold whatever it does. */
@NullMarked
package dev.hearth.scheduling.simulation;

import org.jspecify.annotations.NullMarked;
