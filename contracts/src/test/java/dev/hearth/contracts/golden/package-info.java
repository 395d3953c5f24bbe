/** Records as earlier versions wrote them, read by today's code. */
@NullMarked
package dev.hearth.contracts.golden;

import org.jspecify.annotations.NullMarked;
