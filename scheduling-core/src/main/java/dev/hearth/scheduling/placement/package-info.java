/** Where waiting invocations go: one class per policy. */
@NullMarked
package dev.hearth.scheduling.placement;

import org.jspecify.annotations.NullMarked;
