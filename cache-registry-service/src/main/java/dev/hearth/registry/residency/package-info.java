/** Which workers live and what their GPUs hold: from the log of the workers into Redis. */
@NullMarked
package dev.hearth.registry.residency;

import org.jspecify.annotations.NullMarked;
