/** Stable error codes and the problem document. */
@NullMarked
package dev.hearth.contracts.error;

import org.jspecify.annotations.NullMarked;
