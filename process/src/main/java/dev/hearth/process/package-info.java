/** What every Hearth process does the same way. */
@NullMarked
package dev.hearth.process;

import org.jspecify.annotations.NullMarked;
