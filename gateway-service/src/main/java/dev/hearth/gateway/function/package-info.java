/** The function catalogue, held in memory. */
@NullMarked
package dev.hearth.gateway.function;

import org.jspecify.annotations.NullMarked;
