/** The one JSON mapping that every record on the wire goes through. */
@NullMarked
package dev.hearth.contracts.json;

import org.jspecify.annotations.NullMarked;
