/** Names that lines of a log carry. */
@NullMarked
package dev.hearth.telemetry.logging;

import org.jspecify.annotations.NullMarked;
