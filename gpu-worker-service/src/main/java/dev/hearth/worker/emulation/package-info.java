/** GPUs that are not there: memory is accounted and time passes as on real ones, by a table of what models take. */
@NullMarked
package dev.hearth.worker.emulation;

import org.jspecify.annotations.NullMarked;
