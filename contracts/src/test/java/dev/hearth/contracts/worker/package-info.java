@NullMarked
package dev.hearth.contracts.worker;

import org.jspecify.annotations.NullMarked;
