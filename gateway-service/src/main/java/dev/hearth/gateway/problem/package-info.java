/** Refusals, told as text or as problem documents. */
@NullMarked
package dev.hearth.gateway.problem;

import org.jspecify.annotations.NullMarked;
