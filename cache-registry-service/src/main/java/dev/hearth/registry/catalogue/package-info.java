/** The functions and the models they may name. */
@NullMarked
package dev.hearth.registry.catalogue;

import org.jspecify.annotations.NullMarked;
