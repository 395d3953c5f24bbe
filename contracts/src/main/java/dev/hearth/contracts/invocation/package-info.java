/** The life of an invocation on the wire: its record, its payload and its outcome. */
@NullMarked
package dev.hearth.contracts.invocation;

import org.jspecify.annotations.NullMarked;
