/** Traces played to a running system, beside what the simulator says of them. */
@NullMarked
package dev.hearth.cli.replay;

import org.jspecify.annotations.NullMarked;
