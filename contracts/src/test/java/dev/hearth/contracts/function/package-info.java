@NullMarked
package dev.hearth.contracts.function;

import org.jspecify.annotations.NullMarked;
