/** Creates the topics and keeps their settings as contracts declares them. */
@NullMarked
package dev.hearth.registry.topics;

import org.jspecify.annotations.NullMarked;
