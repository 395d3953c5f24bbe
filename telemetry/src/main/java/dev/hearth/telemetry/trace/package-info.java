/** What an invocation is traced under (W3C Trace Context), and the spans that are exported of it where that is switched on. */
@NullMarked
package dev.hearth.telemetry.trace;

import org.jspecify.annotations.NullMarked;
