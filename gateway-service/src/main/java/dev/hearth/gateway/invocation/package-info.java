/** An invocation from its request to its answer. */
@NullMarked
package dev.hearth.gateway.invocation;

import org.jspecify.annotations.NullMarked;
