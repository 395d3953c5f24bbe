/** What a GPU worker says of itself, and how work is handed to it. */
@NullMarked
package dev.hearth.contracts.worker;

import org.jspecify.annotations.NullMarked;
