/** Device memory, handed out and accounted to the byte. */
@NullMarked
package dev.hearth.worker.device;

import org.jspecify.annotations.NullMarked;
