@NullMarked
package dev.hearth.worker.device.ort;

import org.jspecify.annotations.NullMarked;
