/** How a refused call is told: plain text, or a problem document. */
@NullMarked
package dev.hearth.registry.problem;

import org.jspecify.annotations.NullMarked;
