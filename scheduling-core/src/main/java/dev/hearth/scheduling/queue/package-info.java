/** What waits: the global queue, and the local queue of one GPU. */
@NullMarked
package dev.hearth.scheduling.queue;

import org.jspecify.annotations.NullMarked;
