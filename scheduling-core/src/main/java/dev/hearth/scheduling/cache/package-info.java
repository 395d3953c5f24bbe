/** Which models leave a GPU when room is needed. */
@NullMarked
package dev.hearth.scheduling.cache;

import org.jspecify.annotations.NullMarked;
