/** The cache registry: which GPU holds which model, the functions, the topics, the outcomes. */
@NullMarked
package dev.hearth.registry;

import org.jspecify.annotations.NullMarked;
