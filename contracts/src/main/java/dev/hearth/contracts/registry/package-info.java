/** Key names and scripts of the global cache registry in Redis. */
@NullMarked
package dev.hearth.contracts.registry;

import org.jspecify.annotations.NullMarked;
