/** Management calls, passed on to the registry. */
@NullMarked
package dev.hearth.gateway.management;

import org.jspecify.annotations.NullMarked;
