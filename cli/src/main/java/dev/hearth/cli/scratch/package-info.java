/** Clusters that a measurement starts for itself, in a folder of its own. */
@NullMarked
package dev.hearth.cli.scratch;

import org.jspecify.annotations.NullMarked;
