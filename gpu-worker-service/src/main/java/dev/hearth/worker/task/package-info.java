/** The tasks that models do: pre- and post-processing as DJL translators, a closed list by name. */
@NullMarked
package dev.hearth.worker.task;

import org.jspecify.annotations.NullMarked;
