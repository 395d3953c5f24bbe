/** Which models are on a device: loading, pinning, evicting, and the DJL models over device memory. */
@NullMarked
package dev.hearth.worker.model;

import org.jspecify.annotations.NullMarked;
