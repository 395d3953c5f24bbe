@NullMarked
package dev.hearth.worker.emulation;

import org.jspecify.annotations.NullMarked;
