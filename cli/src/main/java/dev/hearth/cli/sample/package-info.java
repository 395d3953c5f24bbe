/** The examples that a local cluster comes with, and the demonstration that calls them. */
@NullMarked
package dev.hearth.cli.sample;

import org.jspecify.annotations.NullMarked;
