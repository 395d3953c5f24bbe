/** How services read and write the log: record codecs, topic tails, bodies by reference. */
@NullMarked
package dev.hearth.messaging;

import org.jspecify.annotations.NullMarked;
