/** A whole cluster, started by the script and called as its users call it. */
@NullMarked
package dev.hearth.cli.endtoend;

import org.jspecify.annotations.NullMarked;
