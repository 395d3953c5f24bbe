/** Names and views of workers, GPUs, models and invocations. */
@NullMarked
package dev.hearth.scheduling.cluster;

import org.jspecify.annotations.NullMarked;
