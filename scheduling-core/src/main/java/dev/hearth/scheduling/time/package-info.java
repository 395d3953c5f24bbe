/** Times at which something is due. */
@NullMarked
package dev.hearth.scheduling.time;

import org.jspecify.annotations.NullMarked;
