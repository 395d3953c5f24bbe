/** What each model takes: memory, load and inference time. */
@NullMarked
package dev.hearth.costs;

import org.jspecify.annotations.NullMarked;
