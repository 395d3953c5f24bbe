/** The gateway: REST in, results out. */
@NullMarked
package dev.hearth.gateway;

import org.jspecify.annotations.NullMarked;
