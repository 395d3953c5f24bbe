/** The settings that services know: a start with an unknown one under {@code hearth.} fails and names the nearest. */
@NullMarked
package dev.hearth.settings;

import org.jspecify.annotations.NullMarked;
