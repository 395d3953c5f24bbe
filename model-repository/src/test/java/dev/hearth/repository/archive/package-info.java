@NullMarked
package dev.hearth.repository.archive;

import org.jspecify.annotations.NullMarked;
