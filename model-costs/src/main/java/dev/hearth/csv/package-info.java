/** CSV files, read so that a mistake in one is told with its place. */
@NullMarked
package dev.hearth.csv;

import org.jspecify.annotations.NullMarked;
