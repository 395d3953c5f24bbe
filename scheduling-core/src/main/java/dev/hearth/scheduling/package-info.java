/** The scheduling core: events in, commands out, the same classes live and simulated. */
@NullMarked
package dev.hearth.scheduling;

import org.jspecify.annotations.NullMarked;
