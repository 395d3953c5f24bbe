/** GPUs, their memory and their nodes' links, as far as time and bytes go. */
@NullMarked
package dev.hearth.simulator.gpu;

import org.jspecify.annotations.NullMarked;
