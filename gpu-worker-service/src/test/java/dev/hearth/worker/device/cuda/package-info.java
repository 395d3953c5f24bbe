@NullMarked
package dev.hearth.worker.device.cuda;

import org.jspecify.annotations.NullMarked;
