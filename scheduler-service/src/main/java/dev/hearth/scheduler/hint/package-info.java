/** What functions say that their models cost, for as long as nobody has measured it. */
@NullMarked
package dev.hearth.scheduler.hint;

import org.jspecify.annotations.NullMarked;
