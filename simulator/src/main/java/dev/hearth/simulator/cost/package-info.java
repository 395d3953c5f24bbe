/** What each model takes: memory, load and inference time. */
@NullMarked
package dev.hearth.simulator.cost;

import org.jspecify.annotations.NullMarked;
