@NullMarked
package dev.hearth.worker.keeping;

import org.jspecify.annotations.NullMarked;
