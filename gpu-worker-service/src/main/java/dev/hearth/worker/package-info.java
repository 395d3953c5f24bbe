/** One per node: device memory, model cache, DJL inference. */
@NullMarked
package dev.hearth.worker;

import org.jspecify.annotations.NullMarked;
