/** What loading and running a model is expected to take. */
@NullMarked
package dev.hearth.scheduling.cost;

import org.jspecify.annotations.NullMarked;
