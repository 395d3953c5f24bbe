/** Archives that models come in, unpacked without trusting them. */
@NullMarked
package dev.hearth.repository.archive;

import org.jspecify.annotations.NullMarked;
