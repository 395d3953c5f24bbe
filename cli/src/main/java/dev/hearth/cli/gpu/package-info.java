/** The command that shows the GPUs. */
@NullMarked
package dev.hearth.cli.gpu;

import org.jspecify.annotations.NullMarked;
