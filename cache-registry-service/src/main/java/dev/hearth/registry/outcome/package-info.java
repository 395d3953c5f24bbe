/** How invocations ended: from the log of results into Redis, and back to those who ask. */
@NullMarked
package dev.hearth.registry.outcome;

import org.jspecify.annotations.NullMarked;
