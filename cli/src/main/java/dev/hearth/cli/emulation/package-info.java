/** Functions whose models only emulated GPUs run. */
@NullMarked
package dev.hearth.cli.emulation;

import org.jspecify.annotations.NullMarked;
