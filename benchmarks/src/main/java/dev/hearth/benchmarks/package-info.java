/** How fast the scheduling core decides. */
@NullMarked
package dev.hearth.benchmarks;

import org.jspecify.annotations.NullMarked;
