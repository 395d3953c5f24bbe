/** Records of what a scheduler was told, and replays that decide on them again. */
@NullMarked
package dev.hearth.recorder;

import org.jspecify.annotations.NullMarked;
