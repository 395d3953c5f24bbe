@NullMarked
package dev.hearth.worker;

import org.jspecify.annotations.NullMarked;
