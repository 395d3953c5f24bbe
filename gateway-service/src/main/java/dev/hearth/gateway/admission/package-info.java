/** How much the gateway takes on at once. */
@NullMarked
package dev.hearth.gateway.admission;

import org.jspecify.annotations.NullMarked;
