/** A Kafka broker and a Redis server as processes of this machine, and how such processes start and end. */
@NullMarked
package dev.hearth.embedded;

import org.jspecify.annotations.NullMarked;
