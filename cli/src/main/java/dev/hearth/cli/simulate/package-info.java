/** The simulator on the command line. */
@NullMarked
package dev.hearth.cli.simulate;

import org.jspecify.annotations.NullMarked;
