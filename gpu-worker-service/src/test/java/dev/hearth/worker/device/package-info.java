@NullMarked
package dev.hearth.worker.device;

import org.jspecify.annotations.NullMarked;
