@NullMarked
package dev.hearth.recorder;

import org.jspecify.annotations.NullMarked;
