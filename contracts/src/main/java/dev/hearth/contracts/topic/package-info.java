/** The Kafka topics, their partitions and retention. */
@NullMarked
package dev.hearth.contracts.topic;

import org.jspecify.annotations.NullMarked;
